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
    precision_recall_fscore_support,
    top_k_accuracy_score,
)


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
versions = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scikit-learn": sklearn.__version__,
}
print(f"numpy {np.__version__}, scikit-learn {sklearn.__version__}", file=sys.stderr)
json.dump({"versions": versions, "cases": cases}, sys.stdout)
print()
