"""TensorFlow: a Keras model with one step as a tf.function, or with TRAINYARD_VARIANT=xla compiled by XLA."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from turns import MODELS, PREPARED_BATCHES, VALIDATION_BATCH, take_turns

XLA = os.environ.get("TRAINYARD_VARIANT") == "xla"
tf.config.threading.set_intra_op_parallelism_threads(int(os.environ["OMP_NUM_THREADS"]))
tf.config.threading.set_inter_op_parallelism_threads(int(os.environ["OMP_NUM_THREADS"]))
keras.utils.set_random_seed(0)


def mlp():
    return [layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(10)]


def cnn():
    return [
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.MaxPool2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.MaxPool2D(),
        layers.Flatten(),
        layers.Dense(128, "relu"),
        layers.Dense(10),
    ]


def convolution(filters, size=3, strides=1):
    return layers.Conv2D(
        filters, size, strides, padding="same", use_bias=False, kernel_initializer="he_normal"
    )


def norm():
    return layers.BatchNormalization(momentum=0.99, epsilon=1e-5)


def residual_block(x, filters, strides):
    y = layers.ReLU()(norm()(convolution(filters, 3, strides)(x)))
    y = norm()(convolution(filters)(y))
    if strides > 1 or x.shape[-1] != filters:
        x = norm()(convolution(filters, 1, strides)(x))
    return layers.ReLU()(layers.Add()([y, x]))


def resnet():
    pictures = layers.Input((32, 32, 3))
    x = layers.ReLU()(norm()(convolution(16)(pictures)))
    for filters in (16, 32, 64):
        for block in range(3):
            x = residual_block(x, filters, 2 if filters > 16 and block == 0 else 1)
    return keras.Model(pictures, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def table():
    return [layers.Flatten(), layers.Dense(128, "relu"), layers.Dense(128, "relu"), layers.Dense(7)]


def make_model(which):
    if which == "resnet":
        return resnet()
    shape = (1, 54, 1) if which == "table" else (28, 28, 1)
    return keras.Sequential([layers.Input(shape), *{"mlp": mlp, "cnn": cnn, "table": table}[which]()])


def scaled(x):
    return tf.cast(x, tf.float32) / 255 if x.dtype == tf.uint8 else x


class Contender:
    steps_per_call = 1
    versions = {"TensorFlow": tf.__version__, "Keras": keras.__version__}

    def __init__(self, which):
        self.batch, rate = MODELS[which]
        model = make_model(which)
        optimizer = keras.optimizers.Adam(rate, epsilon=1e-8)
        variables = model.trainable_variables
        optimizer.build(variables)

        def sums(logits, losses, y):
            hits = tf.argmax(logits, 1, tf.int32) == y
            return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(tf.cast(hits, tf.float32))])

        @tf.function(jit_compile=XLA)
        def train_step(totals, x, y):
            with tf.GradientTape() as tape:
                logits = model(scaled(x), training=True)
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
                loss = tf.reduce_mean(losses)
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            return totals + sums(logits, losses, y)

        @tf.function(jit_compile=XLA)
        def forward_step(totals, x, y):
            logits = model(scaled(x), training=False)
            return totals + sums(logits, tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits), y)

        self.train_step, self.forward_step = train_step, forward_step

    def prepare(self, images, labels):
        shape = [PREPARED_BATCHES, self.batch, *images.shape[1:]]
        x = tf.reshape(tf.constant(images.astype(np.float32) / 255), shape)
        y = tf.reshape(tf.constant(labels.astype(np.int32)), [PREPARED_BATCHES, self.batch])
        self.prepared = [(x[i], y[i]) for i in range(PREPARED_BATCHES)]

    def run_steps(self, count):
        totals = tf.zeros(2)
        for i in range(count):
            totals = self.train_step(totals, *self.prepared[i % PREPARED_BATCHES])
        totals.numpy()

    def take_data(self, images, labels):
        self.images, self.labels = images, labels.astype(np.int32)

    def batches(self, order, size):
        for start in range(0, len(order), size):
            indices = order[start : start + size]
            yield tf.constant(self.images[indices]), tf.constant(self.labels[indices])

    def epoch(self, order):
        totals = tf.zeros(2)
        for x, y in self.batches(order, self.batch):
            totals = self.train_step(totals, x, y)
        return totals.numpy() / len(order)

    def validate(self, indices):
        totals = tf.zeros(2)
        for x, y in self.batches(indices, VALIDATION_BATCH):
            totals = self.forward_step(totals, x, y)
        return totals.numpy() / len(indices)

    @staticmethod
    def product(size):
        a = tf.fill((size, size), 0.5)
        multiply = tf.function(tf.matmul)
        return lambda: multiply(a, a).numpy()


take_turns(Contender)
