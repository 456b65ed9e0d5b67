"""Writes evaluation.json: what scikit-learn, SciPy, statsmodels and cleanlab say of likelihoods and labels, for
`evaluation.test.ts` to hold ours against.

Run with numpy, scipy, scikit-learn, statsmodels and cleanlab: python make-evaluation-fixtures.py > evaluation.json
"""

import json
import platform
import sys

import cleanlab
import numpy as np
import scipy
import sklearn
import statsmodels
from cleanlab.count import get_confident_thresholds
from cleanlab.filter import find_label_issues
from scipy import optimize, special, stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    log_loss,
    precision_recall_curve,
    r2_score,
    roc_auc_score,
    roc_curve,
    root_mean_squared_error,
)
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def floats(values):
    return [float(value) for value in np.ravel(values)]


def expected_calibration_error(confidence, right, bins=10):
    """Bins as in Guo et al. (2017): (m − 1) / M < confidence ≤ m / M."""
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        its = (confidence > low) & (confidence <= high)
        if its.any():
            error += its.mean() * abs(right[its].mean() - confidence[its].mean())
    return float(error)


def curves(likelihoods, labels, one):
    positive = labels == one
    fall_out, recall, thresholds = roc_curve(positive, likelihoods[:, one], drop_intermediate=False)
    precision, found, _ = precision_recall_curve(positive, likelihoods[:, one])
    # Theirs goes from low thresholds up, and begins where all count.
    return {
        "class": one,
        "fallOut": floats(fall_out),
        "recall": floats(recall),
        "thresholds": floats(thresholds[1:]),
        "precision": floats(precision[::-1]),
        "found": floats(found[::-1]),
        "auc": float(roc_auc_score(positive, likelihoods[:, one])),
        "averagePrecision": float(average_precision_score(positive, likelihoods[:, one])),
    }


def case(name, seed, samples, classes, skill, heat, wrong=0.0, decimals=4):
    """Outputs that are `heat` times too large or small for what the model knows, some labels changed at random."""
    random = np.random.default_rng(seed)
    truth = random.integers(classes, size=samples)
    outputs = random.normal(size=(samples, classes))
    outputs[np.arange(samples), truth] += skill
    outputs = (heat * outputs).round(decimals)
    labels = np.where(random.random(samples) < wrong, random.integers(classes, size=samples), truth)
    likelihoods = special.softmax(outputs, axis=1)
    confidence, right = likelihoods.max(axis=1), likelihoods.argmax(axis=1) == labels
    shares, means = calibration_curve(right, confidence, n_bins=10, strategy="uniform")
    named = np.arange(classes)

    def loss_at(log_temperature):
        return log_loss(labels, special.softmax(outputs / np.exp(log_temperature), axis=1), labels=named)

    best = optimize.minimize_scalar(
        loss_at, bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-10}
    )
    issues = find_label_issues(
        labels, likelihoods, filter_by="confident_learning", return_indices_ranked_by="normalized_margin"
    )
    return {
        "name": name,
        "classes": classes,
        "outputs": floats(outputs),
        "labels": labels.tolist(),
        "likelihoods": floats(likelihoods),
        "logLoss": float(log_loss(labels, likelihoods, labels=named)),
        "brier": float(brier_score_loss(labels, likelihoods, labels=named, scale_by_half=False)),
        "binAccuracies": floats(shares),
        "binConfidences": floats(means),
        "calibrationError": expected_calibration_error(confidence, right),
        "temperature": float(np.exp(best.x)),
        "lossThere": float(best.fun),
        "curves": [curves(likelihoods, labels, one) for one in range(classes)],
        "thresholds": floats(get_confident_thresholds(labels, likelihoods)),
        "wrongLabels": [int(sample) for sample in issues],
    }


def wilson(hits, of):
    return [hits, of, *floats(proportion_confint(hits, of, alpha=0.05, method="wilson"))]


def mean_case(seed, samples):
    values = np.random.default_rng(seed).exponential(2.0, samples).round(5)
    interval = stats.norm.interval(0.95, loc=values.mean(), scale=stats.sem(values))
    return {"values": floats(values), "interval": floats(interval)}


def bootstrap_case(name, statistic, data):
    def of(method):
        return stats.bootstrap(
            data,
            statistic,
            paired=True,
            vectorized=False,
            n_resamples=99,
            method=method,
            random_state=np.random.default_rng(11),
        )

    percentile, basic = of("percentile"), of("basic")
    return {
        "name": name,
        "figure": float(statistic(*data)),
        "replicates": floats(percentile.bootstrap_distribution),
        "percentile": floats(percentile.confidence_interval),
        "basic": floats(basic.confidence_interval),
    }


def mcnemar_case(only_first, only_second):
    few = only_first + only_second < 25
    result = mcnemar([[100, only_first], [only_second, 7]], exact=few, correction=True)
    return [only_first, only_second, "exact" if few else "chi-squared", float(result.statistic), float(result.pvalue)]


random = np.random.default_rng(5)
truth = random.normal(50, 10, 60)
predicted = truth + random.normal(0, 4, 60)
counts = [(0, 0), (1, 0), (0, 5), (3, 3), (12, 12), (4, 20), (13, 12), (25, 0), (30, 31), (40, 80), (500, 620), (2000, 1500)]
fixture = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "statsmodels": statsmodels.__version__,
        "cleanlab": cleanlab.__version__,
    },
    "cases": [
        case("too sure", 1, 120, 4, 1.5, 3.0),
        case("not sure enough", 2, 120, 3, 2.0, 0.4),
        case("two classes, many equal likelihoods", 3, 90, 2, 1.0, 1.0, decimals=0),
        case("some labels are wrong", 4, 160, 5, 4.0, 1.0, wrong=0.15),
    ],
    "wilson": [wilson(*one) for one in [(0, 10), (10, 10), (1, 2), (9605, 10000), (3, 7), (500, 1000)]],
    "means": [mean_case(6, 30), mean_case(7, 200)],
    "bootstraps": [
        bootstrap_case("RMSE", root_mean_squared_error, (truth, predicted)),
        bootstrap_case("R²", r2_score, (truth, predicted)),
    ],
    "mcnemar": [mcnemar_case(*one) for one in counts],
    "erfc": [[float(x), float(special.erfc(x))] for x in np.linspace(0, 6, 25)],
}
print(fixture["versions"], file=sys.stderr)
json.dump(fixture, sys.stdout)
print()
