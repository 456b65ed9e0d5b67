"""JAX as Flax's tutorials use it: a model of nnx modules, and one step compiled by nnx.jit."""

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax_models import MODULES
from jax_product import product
from turns import MODELS, PREPARED_BATCHES, VALIDATION_BATCH, take_turns


def scaled(x):
    return x.astype(jnp.float32) / 255 if x.dtype == jnp.uint8 else x


def sums(logits, losses, y):
    return jnp.stack([losses.sum(), (logits.argmax(1) == y).sum().astype(jnp.float32)])


@nnx.jit
def train_step(model, optimizer, totals, x, y):
    def loss_of(model):
        logits = model(scaled(x))
        losses = optax.softmax_cross_entropy_with_integer_labels(logits, y)
        return losses.mean(), (logits, losses)

    (_, (logits, losses)), gradients = nnx.value_and_grad(loss_of, has_aux=True)(model)
    optimizer.update(model, gradients)
    return totals + sums(logits, losses, y)


@nnx.jit
def forward_step(model, totals, x, y):
    logits = model(scaled(x))
    return totals + sums(logits, optax.softmax_cross_entropy_with_integer_labels(logits, y), y)


class Contender:
    steps_per_call = 1
    versions = {"JAX": jax.__version__, "Flax": flax.__version__, "optax": optax.__version__}

    def __init__(self, which):
        self.batch, rate = MODELS[which]
        self.model = MODULES[which](rngs=nnx.Rngs(0))
        self.optimizer = nnx.Optimizer(self.model, optax.adam(rate), wrt=nnx.Param)

    def prepare(self, images, labels):
        x = jnp.asarray(images.astype(np.float32) / 255).reshape(
            PREPARED_BATCHES, self.batch, *images.shape[1:]
        )
        y = jnp.asarray(labels.astype(np.int32)).reshape(PREPARED_BATCHES, self.batch)
        self.prepared = [(x[i], y[i]) for i in range(PREPARED_BATCHES)]

    def run_steps(self, count):
        totals = jnp.zeros(2)
        for i in range(count):
            totals = train_step(self.model, self.optimizer, totals, *self.prepared[i % PREPARED_BATCHES])
        totals.block_until_ready()

    def take_data(self, images, labels):
        self.images, self.labels = images, labels.astype(np.int32)

    def epoch(self, order):
        totals = jnp.zeros(2)
        for start in range(0, len(order), self.batch):
            indices = order[start : start + self.batch]
            totals = train_step(
                self.model, self.optimizer, totals, self.images[indices], self.labels[indices]
            )
        return np.asarray(totals) / len(order)

    def validate(self, indices):
        totals = jnp.zeros(2)
        for start in range(0, len(indices), VALIDATION_BATCH):
            batch = indices[start : start + VALIDATION_BATCH]
            totals = forward_step(self.model, totals, self.images[batch], self.labels[batch])
        return np.asarray(totals) / len(indices)

    product = staticmethod(product)


take_turns(Contender)
