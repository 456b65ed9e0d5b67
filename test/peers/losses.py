"""The losses of one of the tutorial's two models in Flax NNX and optax, in float32 on the CPU.

Reads, in the folder given as argument: model.json (which, learning rate, batch, how many runs to perturb, parameter
names and shapes), weights.f32 (initial values, one after the other), images.u8 and labels.u8 (the samples), order.i32
(their indices, batch after batch). Prints one line of JSON: the losses of each step, those of runs whose initial weights
were moved by 1e-7 times a normal number, and the versions.
"""

import json
import sys
from pathlib import Path

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

folder = Path(sys.argv[1])
spec = json.loads((folder / "model.json").read_text())
arrays, flat, at = {}, np.fromfile(folder / "weights.f32", np.float32), 0
for name, shape in spec["parameters"]:
    size = int(np.prod(shape))
    arrays[name] = jnp.asarray(flat[at : at + size].reshape(shape))
    at += size
images = np.fromfile(folder / "images.u8", np.uint8).reshape(-1, 28, 28, 1)
labels = np.fromfile(folder / "labels.u8", np.uint8).astype(np.int32)
order = np.fromfile(folder / "order.i32", np.int32).reshape(-1, spec["batch"])


class MLP(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(784, 256, rngs=rngs)
        self.second = nnx.Linear(256, 10, rngs=rngs)

    def __call__(self, x):
        return self.second(nnx.relu(self.first(x.reshape(x.shape[0], -1))))


class CNN(nnx.Module):
    def __init__(self, rngs):
        self.conv1 = nnx.Conv(1, 32, (3, 3), rngs=rngs)
        self.conv2 = nnx.Conv(32, 64, (3, 3), rngs=rngs)
        self.dense1 = nnx.Linear(3136, 128, rngs=rngs)
        self.dense2 = nnx.Linear(128, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.max_pool(nnx.relu(self.conv1(x)), (2, 2), (2, 2))
        x = nnx.max_pool(nnx.relu(self.conv2(x)), (2, 2), (2, 2))
        x = x.reshape(x.shape[0], -1)
        return self.dense2(nnx.relu(self.dense1(x)))


if spec["which"] == "mlp":
    model = MLP(nnx.Rngs(0))
    places = {"layers.1": model.first, "layers.2": model.second}
else:
    model = CNN(nnx.Rngs(0))
    places = {
        "layers.0": model.conv1,
        "layers.2": model.conv2,
        "layers.5": model.dense1,
        "layers.6": model.dense2,
    }
for prefix, layer in places.items():
    layer.kernel.value = arrays[prefix + ".kernel"]
    layer.bias.value = arrays[prefix + ".bias"]
graph, initial = nnx.split(model)


@nnx.jit
def step(model, optimizer, x, y):
    def loss_of(model):
        return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

    loss, gradients = nnx.value_and_grad(loss_of)(model)
    optimizer.update(model, gradients)
    return loss


def losses_from(state):
    model = nnx.merge(graph, state)
    optimizer = nnx.Optimizer(model, optax.adam(spec["learningRate"]), wrt=nnx.Param)
    losses = []
    for indices in order:
        x = jnp.asarray(images[indices], jnp.float32) / 255
        losses.append(float(step(model, optimizer, x, jnp.asarray(labels[indices]))))
    return losses


def perturbed(seed):
    random = np.random.default_rng(seed)
    return jax.tree.map(lambda w: w + jnp.asarray(1e-7 * random.standard_normal(w.shape), jnp.float32), initial)


print(
    json.dumps(
        {
            "losses": losses_from(jax.tree.map(jnp.copy, initial)),
            "perturbed": [losses_from(perturbed(seed)) for seed in range(spec["perturbed"])],
            "versions": {"jax": jax.__version__, "flax": flax.__version__, "optax": optax.__version__},
        }
    )
)
