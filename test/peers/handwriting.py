"""Trains on the drawn digits and tests on people's handwriting.

    handwriting.py export FOLDER   writes scikit-learn's load_digits (1,797 pictures of 8 x 8, written by
                                   people) as FOLDER/raw.images.u8, 32 x 32 each, and raw.labels.u8
    handwriting.py train FOLDER    reads train, test and real (.images.u8 of 28 x 28, .labels.u8), prints one
                                   line of JSON with the accuracies

Between the two, the pictures are framed by Trainyard's own `frameDrawing`.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

SIDE = 32
BATCH = 128
EPOCHS = {"linear": 4, "cnn": 2}


def enlarge(picture):
    """8 x 8 in 0..16 to SIDE x SIDE in 0..255, by Catmull-Rom's cubic: what a picture viewer does."""
    places = (np.arange(SIDE) + 0.5) * 8 / SIDE - 0.5
    first = np.floor(places).astype(int)
    weights = np.zeros((SIDE, 8))
    for tap in range(-1, 3):
        t = np.abs(places - (first + tap))
        near = 1.5 * t**3 - 2.5 * t**2 + 1
        far = -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
        np.add.at(weights, (np.arange(SIDE), np.clip(first + tap, 0, 7)), np.where(t <= 1, near, far))
    return np.clip(np.rint(weights @ picture @ weights.T * 255 / 16), 0, 255).astype(np.uint8)


def export(folder):
    from sklearn.datasets import load_digits

    digits = load_digits()
    np.stack([enlarge(picture) for picture in digits.images]).tofile(folder / "raw.images.u8")
    digits.target.astype(np.uint8).tofile(folder / "raw.labels.u8")


def train(folder):
    import jax
    import jax.numpy as jnp
    import optax
    from flax import linen as nn

    class Linear(nn.Module):
        @nn.compact
        def __call__(self, x):
            return nn.Dense(10)(x.reshape(x.shape[0], -1))

    class Cnn(nn.Module):
        @nn.compact
        def __call__(self, x):
            for filters in (32, 64):
                x = nn.relu(nn.Conv(filters, (3, 3), padding="VALID")(x))
                x = nn.max_pool(x, (2, 2), strides=(2, 2))
            x = nn.relu(nn.Dense(128)(x.reshape(x.shape[0], -1)))
            return nn.Dense(10)(x)

    def load(name):
        images = np.fromfile(folder / f"{name}.images.u8", np.uint8).reshape(-1, 28, 28, 1)
        return images, np.fromfile(folder / f"{name}.labels.u8", np.uint8).astype(np.int32)

    def scaled(images):
        return images.astype(jnp.float32) / 255

    def fit(model, images, labels, epochs, rate):
        steps = len(images) // BATCH
        params = model.init(jax.random.key(0), jnp.zeros((1, 28, 28, 1)))
        optimizer = optax.adam(optax.warmup_cosine_decay_schedule(rate / 10, rate, 100, epochs * steps))
        state = optimizer.init(params)

        @jax.jit
        def step(params, state, x, y):
            def loss(params):
                logits = model.apply(params, scaled(x))
                return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()

            updates, state = optimizer.update(jax.grad(loss)(params), state, params)
            return optax.apply_updates(params, updates), state

        order = np.random.default_rng(0)
        for _ in range(epochs):
            permutation = order.permutation(len(images))
            for i in range(steps):
                chosen = permutation[i * BATCH : (i + 1) * BATCH]
                params, state = step(params, state, images[chosen], labels[chosen])
        return params

    def answers(model, params, images):
        predict = jax.jit(lambda x: model.apply(params, scaled(x)).argmax(1))
        return np.concatenate([predict(images[i : i + 1000]) for i in range(0, len(images), 1000)])

    images, labels = load("train")
    test_images, test_labels = load("test")
    real_images, real_labels = load("real")
    began = time.monotonic()

    linear = Linear()
    linear_params = fit(linear, images, labels, EPOCHS["linear"], 2e-3)
    cnn = Cnn()
    cnn_params = fit(cnn, images, labels, EPOCHS["cnn"], 2e-3)
    real = answers(cnn, cnn_params, real_images) == real_labels
    report = {
        "linear": float((answers(linear, linear_params, test_images) == test_labels).mean()),
        "cnn": float((answers(cnn, cnn_params, test_images) == test_labels).mean()),
        "handwriting": float(real.mean()),
        "linearHandwriting": float((answers(linear, linear_params, real_images) == real_labels).mean()),
        "byDigit": [round(float(real[real_labels == digit].mean()), 4) for digit in range(10)],
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    {"export": export, "train": train}[sys.argv[1]](Path(sys.argv[2]))
