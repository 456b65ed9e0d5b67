"""Writes training.json: a small model that Flax and optax train, in double precision.

    python -m venv .cache/flax && .cache/flax/bin/pip install jax==0.10.2 flax==0.12.8 optax==0.2.8
    JAX_PLATFORMS=cpu .cache/flax/bin/python test/reference/make-training-fixtures.py

- `parts`: each batch in four equal parts, whose gradients optax.MultiSteps averages before it updates. Batch norm sees
  one part at a time, and its running means move on with each.
- `mean`: a running mean of the weights by optax.incremental_update.
- `frozen`: a batch norm that is frozen is nnx.BatchNorm with use_running_average, and its arrays are not trained.

Weights have few decimals and go through float32, and pixels are bytes, so both sides start from the same numbers.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

jax.config.update("jax_enable_x64", True)

STEPS, BATCH, PIXELS, HIDDEN, CLASSES = 6, 16, 6, 5, 3
PARTS, MOMENTUM, DECAY = 4, 0.9, 0.8
SGD = {"name": "sgd", "learningRate": 0.3, "momentum": 0.9}
ADAM = {"name": "adam", "learningRate": 0.02, "clip": {"by": "global-norm", "max": 0.5}}


class Model(nnx.Module):
    """flatten, dense, batch norm, tanh, dense; the names are Flax's own."""

    def __init__(self, arrays, frozen_norm):
        rngs = nnx.Rngs(0)
        # A norm takes a bias away, and Adam would make steps of the rounding that is left of its gradient.
        self.first = nnx.Linear(PIXELS, HIDDEN, use_bias=False, rngs=rngs, param_dtype=jnp.float64)
        self.norm = nnx.BatchNorm(
            HIDDEN,
            momentum=MOMENTUM,
            epsilon=1e-5,
            use_running_average=frozen_norm,
            rngs=rngs,
            param_dtype=jnp.float64,
        )
        self.last = nnx.Linear(HIDDEN, CLASSES, rngs=rngs, param_dtype=jnp.float64)
        for path, value in arrays.items():
            module, name = path.split(".")
            kind = nnx.BatchStat if name in ("mean", "var") else nnx.Param
            setattr(getattr(self, module), name, kind(jnp.asarray(value)))

    def __call__(self, x):
        return self.last(jnp.tanh(self.norm(self.first(x))))


# Where an array stands in Trainyard's model: flatten is layer 0.
OURS = {"first": "layers.1", "norm": "layers.2", "last": "layers.4"}


def started():
    random = np.random.default_rng(31)
    draw = lambda *shape: np.round(random.normal(0, 0.6, shape), 2)
    arrays = {
        "first.kernel": draw(PIXELS, HIDDEN),
        "norm.scale": 1 + draw(HIDDEN) / 4,
        "norm.bias": draw(HIDDEN),
        "norm.mean": draw(HIDDEN),
        "norm.var": np.abs(draw(HIDDEN)) + 0.5,
        "last.kernel": draw(HIDDEN, CLASSES),
        "last.bias": draw(CLASSES),
    }
    images = random.integers(0, 256, (STEPS * BATCH, PIXELS))
    labels = random.integers(0, CLASSES, STEPS * BATCH)
    return {name: value.astype(np.float32).astype(np.float64) for name, value in arrays.items()}, images, labels


def optimizer(spec):
    if spec["name"] == "sgd":
        return optax.sgd(spec["learningRate"], spec["momentum"])
    return optax.chain(optax.clip_by_global_norm(spec["clip"]["max"]), optax.adam(spec["learningRate"]))


def named(state):
    """Arrays by Trainyard's names."""
    found = {}
    for path, leaf in nnx.to_flat_state(state):
        module, name = path[:2]
        value = leaf[...] if hasattr(leaf, "shape") else leaf.value
        found[f"{OURS[module]}.{name}"] = np.asarray(value, np.float64).reshape(-1).tolist()
    return found


def trained(spec, arrays, images, labels, parts=1, decay=None, frozen_norm=False):
    """Arrays and losses after each step; with `decay`, means of the weights beside them."""
    model = Model(arrays, frozen_norm)
    transform = optimizer(spec)
    if parts > 1:
        transform = optax.MultiSteps(transform, every_k_schedule=parts)
    frozen = lambda path, _: "norm" in path
    wanted = nnx.All(nnx.Param, nnx.Not(frozen)) if frozen_norm else nnx.Param
    weights = nnx.state(model, wanted)
    # A copy: the state of a model holds its very variables, which are moved on below.
    state, means, kept = transform.init(weights), jax.tree.map(jnp.array, weights), []

    def loss_of(model, x, y):
        return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

    for step in range(STEPS):
        losses = []
        for part in range(parts):
            size = BATCH // parts
            rows = slice(step * BATCH + part * size, step * BATCH + (part + 1) * size)
            x, y = jnp.asarray(images[rows] / 255), jnp.asarray(labels[rows])
            loss, gradients = nnx.value_and_grad(loss_of, argnums=nnx.DiffState(0, wanted))(model, x, y)
            updates, state = transform.update(gradients, state, nnx.state(model, wanted))
            nnx.update(model, optax.apply_updates(nnx.state(model, wanted), updates))
            losses.append(float(loss))
        weights = nnx.state(model, wanted)
        assert all(leaf.dtype == jnp.float64 for leaf in jax.tree.leaves(weights))
        one = {"loss": float(np.mean(losses)), "arrays": named(nnx.state(model, (nnx.Param, nnx.BatchStat)))}
        if decay is not None:
            means = optax.incremental_update(weights, means, 1 - decay)
            one["means"] = named(means)
        kept.append(one)
    return kept


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value


def main():
    arrays, images, labels = started()
    given = (arrays, images, labels)
    fixture = {
        "versions": {
            "python": platform.python_version(),
            "jax": jax.__version__,
            "flax": flax.__version__,
            "numpy": np.__version__,
            "optax": optax.__version__,
        },
        "batch": BATCH,
        "pixels": PIXELS,
        "hidden": HIDDEN,
        "classes": CLASSES,
        "momentum": MOMENTUM,
        "images": images.reshape(-1).tolist(),
        "labels": labels.tolist(),
        "arrays": {
            ".".join([OURS[name.split(".")[0]], name.split(".")[1]]): value.reshape(-1).tolist()
            for name, value in arrays.items()
        },
        "cases": [
            {"name": "whole", "optimizer": SGD, "spec": {}, "steps": trained(SGD, *given)},
            {
                "name": "parts",
                "optimizer": SGD,
                "spec": {"microBatches": PARTS},
                "steps": trained(SGD, *given, parts=PARTS),
            },
            {
                "name": "parts, clipped after they are put together",
                "optimizer": ADAM,
                "spec": {"microBatches": PARTS},
                "steps": trained(ADAM, *given, parts=PARTS),
            },
            {
                "name": "mean",
                "optimizer": SGD,
                "spec": {"ema": DECAY},
                "steps": trained(SGD, *given, decay=DECAY),
            },
            {
                "name": "frozen",
                "optimizer": SGD,
                "spec": {},
                "frozenNorm": True,
                "steps": trained(SGD, *given, frozen_norm=True),
            },
        ],
    }
    text = json.dumps(rounded(fixture), separators=(",", ":")) + "\n"
    Path(__file__).with_name("training.json").write_text(text)


main()
