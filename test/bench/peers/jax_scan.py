"""JAX with all data on its device and 32 steps in one call by lax.scan: fast for small models, and more work."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax import lax
from jax_models import ResNet
from jax_product import product
from turns import MODELS, PREPARED_BATCHES, VALIDATION_BATCH, take_turns

SHAPES = {
    "mlp": [[784, 256], [256], [256, 10], [10]],
    "cnn": [[3, 3, 1, 32], [32], [3, 3, 32, 64], [64], [3136, 128], [128], [128, 10], [10]],
    "table": [[54, 128], [128], [128, 128], [128], [128, 7], [7]],
}
relu = jax.nn.relu


def conv_block(x, kernel, bias):
    x = lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return lax.reduce_window(relu(x + bias), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def dense_layers(p, x):
    *hidden, out = zip(p[::2], p[1::2], strict=True)
    x = x.reshape(x.shape[0], -1)
    for kernel, bias in hidden:
        x = relu(x @ kernel + bias)
    return x @ out[0] + out[1]


def cnn(p, x):
    return dense_layers(p[4:], conv_block(conv_block(x, p[0], p[1]), p[2], p[3]))


def of_arrays(which):
    """Parameters, running statistics (none), and a function of both and the pictures: logits and new statistics."""
    random = np.random.default_rng(0)
    parameters = [
        jnp.asarray(random.normal(size=shape) / np.sqrt(np.prod(shape[:-1])), jnp.float32)
        if len(shape) > 1
        else jnp.zeros(shape)
        for shape in SHAPES[which]
    ]
    forward = cnn if which == "cnn" else dense_layers
    return parameters, (), lambda parameters, statistics, x: (forward(parameters, x), statistics)


def of_module(module):
    """The same of a module of Flax, taken apart."""
    graph, parameters, statistics = nnx.split(module, nnx.Param, ...)

    def forward(parameters, statistics, x):
        model = nnx.merge(graph, parameters, statistics, copy=True)
        return model(x), nnx.split(model, nnx.Param, ...)[2]

    return parameters, statistics, forward


class Contender:
    steps_per_call = 32
    versions = {"JAX": jax.__version__, "optax": optax.__version__}

    def __init__(self, which):
        self.batch, rate = MODELS[which]
        optimizer = optax.adam(rate)
        is_module = which == "resnet"
        parameters, statistics, forward = of_module(ResNet(rngs=nnx.Rngs(0))) if is_module else of_arrays(which)
        self.state = parameters, statistics, optimizer.init(parameters)

        def measured(parameters, statistics, x, y):
            logits, statistics = forward(parameters, statistics, x.astype(jnp.float32) / 255)
            losses = optax.softmax_cross_entropy_with_integer_labels(logits, y)
            correct = (logits.argmax(1) == y).sum().astype(jnp.float32)
            return losses.mean(), (statistics, jnp.stack([losses.sum(), correct]))

        @jax.jit
        def steps(state, totals, images, labels, indices):
            def one(carried, batch):
                (parameters, statistics, moments), totals = carried
                gradients, (statistics, sums) = jax.grad(measured, has_aux=True)(
                    parameters, statistics, images[batch], labels[batch]
                )
                updates, moments = optimizer.update(gradients, moments, parameters)
                parameters = optax.apply_updates(parameters, updates)
                return ((parameters, statistics, moments), totals + sums), None

            return lax.scan(one, (state, totals), indices)[0]

        @jax.jit
        def forwards(state, images, labels, indices):
            def one(totals, batch):
                return totals + measured(*state[:2], images[batch], labels[batch])[1][1], None

            return lax.scan(one, jnp.zeros(2), indices)[0]

        self.steps, self.forwards = steps, forwards

    def call(self, totals, data, indices):
        self.state, totals = self.steps(self.state, totals, *data, jnp.asarray(indices))
        return totals

    def prepare(self, images, labels):
        self.prepared = jnp.asarray(images), jnp.asarray(labels.astype(np.int32))
        self.order = np.arange(PREPARED_BATCHES * self.batch, dtype=np.int32).reshape(-1, self.batch)

    def run_steps(self, count):
        totals = jnp.zeros(2)
        for _ in range(count // self.steps_per_call):
            totals = self.call(totals, self.prepared, self.order)
        totals.block_until_ready()

    def take_data(self, images, labels):
        self.data = jnp.asarray(images), jnp.asarray(labels.astype(np.int32))

    def epoch(self, order):
        totals = jnp.zeros(2)
        per_call = self.steps_per_call * self.batch
        whole = len(order) // self.batch * self.batch
        for start in range(0, whole, per_call):
            indices = order[start : min(start + per_call, whole)]
            totals = self.call(totals, self.data, indices.reshape(-1, self.batch))
        if whole < len(order):
            totals = self.call(totals, self.data, order[None, whole:])
        return np.asarray(totals) / len(order)

    def validate(self, indices):
        batches = indices.reshape(-1, VALIDATION_BATCH)
        return np.asarray(self.forwards(self.state, *self.data, batches)) / len(indices)

    product = staticmethod(product)


take_turns(Contender)
