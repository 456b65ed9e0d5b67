"""Writes metrics.json: what scikit-learn says of outputs and labels, for `metrics.test.ts` to hold ours against.

Run with numpy and scikit-learn: python make-metrics-fixtures.py > metrics.json
"""

import json
import platform
import sys
import warnings

import numpy as np
import sklearn
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    precision_recall_fscore_support,
    r2_score,
    root_mean_squared_error,
    top_k_accuracy_score,
)
from sklearn.preprocessing import StandardScaler


def case(name, outputs, labels):
    """Zero division counts as 0, and a class that never occurs counts too, since all are named."""
    outputs = outputs.round(5)
    classes = np.arange(outputs.shape[1])
    predictions = outputs.argmax(axis=1)
    named = {"labels": classes, "zero_division": 0}
    each = precision_recall_fscore_support(labels, predictions, **named)
    macro = precision_recall_fscore_support(labels, predictions, average="macro", **named)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        top5 = (
            float(top_k_accuracy_score(labels, outputs, k=5, labels=classes)) if len(classes) > 5 else None
        )
    return {
        "name": name,
        "classes": len(classes),
        "outputs": [float(value) for value in outputs.ravel()],
        "labels": labels.tolist(),
        "accuracy": float(accuracy_score(labels, predictions)),
        "top5": top5,
        "confusion": confusion_matrix(labels, predictions, labels=classes).tolist(),
        "precision": each[0].tolist(),
        "recall": each[1].tolist(),
        "f1": each[2].tolist(),
        "support": each[3].tolist(),
        "macro": [float(value) for value in macro[:3]],
    }


def random_case(name, seed, samples, classes, skill, present=None):
    generator = np.random.default_rng(seed)
    labels = generator.choice(classes if present is None else present, size=samples)
    outputs = generator.normal(size=(samples, classes))
    outputs[np.arange(samples), labels] += skill
    return case(name, outputs, labels)


cases = [
    random_case("ten classes", 1, 300, 10, 1.5),
    random_case("two classes", 2, 60, 2, 0.5),
    random_case("six classes, hardly better than chance", 3, 90, 6, 0.1),
    random_case("a class that never occurs", 4, 80, 8, 2.0, [0, 1, 2, 3, 5, 6, 7]),
    case("one class is always guessed", np.eye(4)[np.zeros(12, dtype=int)], np.arange(12) % 4),
    random_case("classes of very different sizes", 5, 200, 7, 1.0, [0] * 50 + [1] * 20 + [2, 3, 4, 5, 6]),
]
def values_case(name, truth, predicted):
    truth, predicted = truth.round(5), predicted.round(5)

    def metrics(y, z):
        return [float(score(y, z)) for score in (mean_absolute_error, root_mean_squared_error, r2_score)]

    return {
        "name": name,
        "truth": truth.T.tolist(),
        "predicted": predicted.T.tolist(),
        "each": [metrics(truth[:, i], predicted[:, i]) for i in range(truth.shape[1])],
        "average": metrics(truth, predicted),
    }


def values_cases():
    random = np.random.default_rng(6)
    truth = random.normal(100, 30, size=(200, 3))
    constant = np.full((20, 1), 7.0)
    return [
        values_case("three values", truth, truth + random.normal(0, [1, 20, 60], size=truth.shape)),
        values_case("one value, met exactly", truth[:, :1], truth[:, :1]),
        values_case("worse than the mean", truth[:, :1], -truth[:, :1]),
        values_case("a constant, met", constant, constant),
        values_case("a constant, missed", constant, constant + 0.5),
    ]


def scaler_case():
    """Columns of very different sizes, one with missing values and one that never changes."""
    random = np.random.default_rng(7)
    rows = np.stack(
        [
            random.normal(1e4, 0.5, 120),
            random.normal(-3, 1e-3, 120),
            random.exponential(50, 120),
            np.full(120, 4.0),
        ],
        axis=1,
    ).astype(np.float32)
    rows[::7, 2] = np.nan
    scaler = StandardScaler().fit(rows.astype(np.float64))
    return {
        "rows": [[None if np.isnan(value) else float(value) for value in row] for row in rows],
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "medians": np.nanmedian(rows.astype(np.float64), axis=0).tolist(),
    }


versions = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scikit-learn": sklearn.__version__,
}
print(f"numpy {np.__version__}, scikit-learn {sklearn.__version__}", file=sys.stderr)
json.dump(
    {"versions": versions, "cases": cases, "values": values_cases(), "scaler": scaler_case()}, sys.stdout
)
print()
