"""Writes scikit-learn's small datasets as CSV, and says what its own MLP reaches on the same split.

    tables.py FOLDER    writes FOLDER/iris.csv, wine.csv, breast-cancer.csv, digits.csv and diabetes.csv, each with a
                        column "split" that says train or test, and prints one line of JSON with the scores: the
                        mean of several seeds of MLPClassifier (accuracy) or MLPRegressor (R2) behind a StandardScaler
"""

import csv
import json
import os
import sys
import warnings
from pathlib import Path

# Threads of such small products only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from sklearn import datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEEDS = 3
LOADERS = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast-cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
    "diabetes": datasets.load_diabetes,
}


def write(path, data, is_train):
    names = getattr(data, "target_names", None)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*data.feature_names, "target", "split"])
        for row, target, train in zip(data.data, data.target, is_train):
            said = target if names is None else names[target]
            writer.writerow([*(repr(float(value)) for value in row), said, "train" if train else "test"])


def score(name, data, is_train):
    x, y = data.data, data.target
    scores = []
    for seed in range(SEEDS):
        model = MLPRegressor if name == "diabetes" else MLPClassifier
        pipeline = make_pipeline(StandardScaler(), model(max_iter=2000, random_state=seed))
        pipeline.fit(x[is_train], y[is_train])
        scores.append(pipeline.score(x[~is_train], y[~is_train]))
    return float(np.mean(scores))


def main(folder):
    warnings.simplefilter("ignore", ConvergenceWarning)
    report = {}
    for name, load in LOADERS.items():
        data = load()
        stratify = None if name == "diabetes" else data.target
        train, _ = train_test_split(np.arange(len(data.target)), test_size=0.25, random_state=0, stratify=stratify)
        is_train = np.zeros(len(data.target), bool)
        is_train[train] = True
        write(folder / f"{name}.csv", data, is_train)
        report[name] = score(name, data, is_train)
    print(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
