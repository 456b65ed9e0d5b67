"""Runs SavedModels and reads event files with TensorFlow; prints what came of it as JSON.

exported_web.py FOLDER: each folder in it holds a case with inputs.f32, shape.json and savedmodel/, or event files.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf


def outputs(case: Path) -> list[float]:
    shape = json.loads((case / "shape.json").read_text())
    inputs = np.fromfile(case / "inputs.f32", "<f4").reshape([-1, *shape])
    predict = tf.saved_model.load(str(case / "savedmodel")).signatures["serving_default"]
    whole = predict(inputs=tf.constant(inputs))["outputs"].numpy()
    # The batch may have any size.
    first = predict(inputs=tf.constant(inputs[:1]))["outputs"].numpy()
    assert np.allclose(whole[:1], first, atol=1e-5), "a batch of one has other answers"
    return whole.astype(float).ravel().tolist()


def scalars(part: Path) -> list[list]:
    (file,) = part.iterdir()
    return [
        [event.step, value.tag, value.simple_value]
        for event in tf.compat.v1.train.summary_iterator(str(file))
        for value in event.summary.value
    ]


folder = Path(sys.argv[1])
cases = sorted(path for path in folder.iterdir() if (path / "savedmodel").exists())
print(
    json.dumps(
        {
            "version": tf.__version__,
            "outputs": {case.name: outputs(case) for case in cases},
            "events": {part.name: scalars(part) for part in sorted((folder / "events").iterdir())},
        }
    )
)
