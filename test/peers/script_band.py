"""Trains an exported Flax script as it is, and again with initial weights that were moved by 1e-7 times a normal number.

Called with the script's folder, that of its dataset, and how many runs to perturb. Prints one line of JSON: the losses of
each step, and those of the perturbed runs.
"""

import functools
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

folder, data, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
spec = importlib.util.spec_from_file_location("model", folder / "model.py")
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
initial_weights = script.initial_weights
# JAX compiles a step for each optimizer that it has not seen yet: all runs have the same one.
script.make_optimizer = functools.cache(script.make_optimizer)


def perturbed(seed):
    random = np.random.default_rng(seed)
    return {
        name: (values + 1e-7 * random.standard_normal(values.shape)).astype(np.float32)
        for name, values in initial_weights().items()
    }


def losses_from(weights):
    script.initial_weights = weights
    losses = []
    script.train(data, None, losses)
    return losses


print(
    json.dumps(
        {
            "losses": losses_from(initial_weights),
            "perturbed": [losses_from(lambda seed=seed: perturbed(seed)) for seed in range(count)],
        }
    )
)
