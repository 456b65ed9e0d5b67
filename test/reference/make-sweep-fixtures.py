"""Writes sweep.json: what SciPy and Ray Tune make of recorded numbers, for `sweep.test.ts` to hold ours against.

Run with numpy, scipy and ray[tune]: python make-sweep-fixtures.py > sweep.json
"""

import json
from types import SimpleNamespace

import numpy as np
import ray
import scipy
from ray.tune.schedulers import AsyncHyperBandScheduler
from scipy.stats import qmc, spearmanr, t, ttest_rel, wilcoxon

DIMENSIONS, POINTS = 21, 48


def sobol():
    with np.errstate(all="ignore"):
        points = qmc.Sobol(DIMENSIONS, scramble=False).random(POINTS)
    # Fractions of 2^30: SciPy's own resolution.
    return [[int(x * 2**30) for x in point] for point in points]


def asha(seed, reduction, min_epochs, max_epochs, mode, trials=40, workers=4, digits=4):
    """Curves that flatten out, reported by workers that take turns at random; each report with the decision on it."""
    rng = np.random.default_rng(seed)
    scheduler = AsyncHyperBandScheduler(
        metric="m", mode=mode, max_t=max_epochs, grace_period=min_epochs, reduction_factor=reduction
    )
    reports, waiting, running = [], list(range(trials)), {}
    ends = rng.uniform(0.3, 1, trials)
    speeds = rng.uniform(0.05, 0.9, trials)
    while waiting or running:
        while waiting and len(running) < workers:
            trial = waiting.pop(0)
            running[trial] = 0
            scheduler.on_trial_add(None, SimpleNamespace(trial_id=str(trial)))
        trial = int(rng.choice(sorted(running)))
        running[trial] += 1
        epoch = running[trial]
        value = ends[trial] * (1 - np.exp(-speeds[trial] * epoch)) + rng.normal(0, 0.02)
        value = round(float(value if mode == "max" else 1 - value), digits)
        result = {"training_iteration": epoch, "m": value}
        action = scheduler.on_trial_result(None, SimpleNamespace(trial_id=str(trial)), result)
        # At its last epoch a trial ends by itself, which is no decision.
        ended = epoch >= max_epochs
        reports.append([trial, epoch, value, 0 if action == "STOP" and not ended else 1])
        if action == "STOP" or ended:
            del running[trial]
    return {
        "reduction": reduction,
        "minEpochs": min_epochs,
        "maxEpochs": max_epochs,
        "mode": mode,
        "reports": reports,
    }


def paired(seed, count, shift, digits):
    rng = np.random.default_rng(seed)
    first = np.round(rng.normal(0.9, 0.01, count), digits)
    second = np.round(first + rng.normal(shift, 0.01, count), digits)
    mean = first.mean()
    reach = t.ppf(0.975, count - 1) * first.std(ddof=1) / np.sqrt(count)
    test = ttest_rel(first, second)
    interval = test.confidence_interval(0.95)
    # Zeros are left out, equal differences share their rank, as Wilcoxon had it.
    differences = np.round(first - second, 9)
    signed = wilcoxon(differences, zero_method="wilcox", method="exact" if digits > 3 else "approx")
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "mean": {"mean": mean, "from": mean - reach, "to": mean + reach},
        "t": {
            "statistic": test.statistic,
            "p": test.pvalue,
            "from": interval.low,
            "to": interval.high,
        },
        "wilcoxon": {"statistic": float(signed.statistic), "p": float(signed.pvalue)},
        "isExact": digits > 3,
    }


def correlation(seed, count):
    rng = np.random.default_rng(seed)
    x = np.round(rng.uniform(0, 1, count), 1)
    y = x * 2 + rng.normal(0, 1, count)
    return {"x": x.tolist(), "y": y.tolist(), "rho": float(spearmanr(x, y).statistic)}


print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "ray": ray.__version__},
            "sobol": sobol(),
            "asha": [
                asha(1, 3, 1, 27, "max"),
                asha(2, 4, 2, 30, "min"),
                asha(3, 2, 1, 10, "max", digits=2),
                asha(4, 3, 1, 9, "min", trials=60, workers=1),
            ],
            "t": [[df, t.ppf(0.975, df)] for df in (1, 2, 3, 4, 9, 29, 99, 1000)],
            "paired": [
                paired(1, 5, 0.0, 6),
                paired(2, 8, 0.01, 6),
                paired(3, 12, -0.004, 6),
                paired(4, 20, 0.002, 6),
                paired(5, 30, 0.002, 2),
            ],
            "correlation": [correlation(1, 12), correlation(2, 50)],
        }
    )
)
