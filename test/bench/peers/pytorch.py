"""PyTorch: eager as in its tutorials, or with TRAINYARD_VARIANT=compile by torch.compile with the fused Adam."""

import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from turns import MODELS, PREPARED_BATCHES, VALIDATION_BATCH, take_turns

COMPILED = os.environ.get("TRAINYARD_VARIANT") == "compile"
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(7 * 7 * 64, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def convolution(channels, filters, size=3, strides=1):
    # With strides of 2 this is the mirror image of TensorFlow's "same": as many zeros, as much work, and no copy.
    conv = nn.Conv2d(channels, filters, size, strides, padding=size // 2, bias=False)
    nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    return conv


def norm(channels):
    # Of the new value, where others say of the old one: 0.99.
    return nn.BatchNorm2d(channels, momentum=0.01, eps=1e-5)


class ResidualBlock(nn.Module):
    def __init__(self, channels, filters, strides):
        super().__init__()
        self.conv1, self.norm1 = convolution(channels, filters, 3, strides), norm(filters)
        self.conv2, self.norm2 = convolution(filters, filters), norm(filters)
        is_projected = strides > 1 or channels != filters
        self.shortcut = (
            nn.Sequential(convolution(channels, filters, 1, strides), norm(filters))
            if is_projected
            else nn.Identity()
        )

    def forward(self, x):
        y = functional.relu(self.norm1(self.conv1(x)))
        return functional.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


def resnet():
    blocks, channels = [], 16
    for filters in (16, 32, 64):
        for block in range(3):
            blocks.append(ResidualBlock(channels, filters, 2 if filters > 16 and block == 0 else 1))
            channels = filters
    model = nn.Sequential(
        convolution(3, 16),
        norm(16),
        nn.ReLU(),
        *blocks,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )
    return model.to(memory_format=torch.channels_last)


def table():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(54, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 7)
    )


class Contender:
    steps_per_call = 1
    versions = {"PyTorch": torch.__version__.split("+")[0]}

    def __init__(self, which):
        self.batch, rate = MODELS[which]
        self.model = {"mlp": mlp, "cnn": cnn, "resnet": resnet, "table": table}[which]()
        fused = {"fused": True} if COMPILED else {}
        self.optimizer = torch.optim.Adam(self.model.parameters(), rate, **fused)
        self.called = torch.compile(self.model, dynamic=False) if COMPILED else self.model

    def step(self, totals, x, y):
        self.optimizer.zero_grad()
        logits = self.called(x)
        loss = functional.cross_entropy(logits, y)
        loss.backward()
        self.optimizer.step()
        self.count(totals, logits, loss, y)

    @staticmethod
    def count(totals, logits, loss, y):
        with torch.no_grad():
            totals[0] += loss * len(y)
            totals[1] += (logits.argmax(1) == y).sum()

    def prepare(self, images, labels):
        x = torch.from_numpy(images.astype(np.float32) / 255)
        height, width, channels = images.shape[1:]
        if channels == 1:
            x = x.reshape(PREPARED_BATCHES, self.batch, 1, height, width)
        else:
            # The bytes lie channels last already.
            x = x.reshape(PREPARED_BATCHES, self.batch, height, width, channels).permute(0, 1, 4, 2, 3)
        y = torch.from_numpy(labels.astype(np.int64)).reshape(PREPARED_BATCHES, self.batch)
        self.prepared = [(x[i], y[i]) for i in range(PREPARED_BATCHES)]

    def run_steps(self, count):
        totals = torch.zeros(2)
        for i in range(count):
            self.step(totals, *self.prepared[i % PREPARED_BATCHES])

    def take_data(self, images, labels):
        self.images = torch.from_numpy(images).reshape(-1, 1, 28, 28)
        self.labels = torch.from_numpy(labels.astype(np.int64))

    def batches(self, order, size):
        order = torch.from_numpy(order)
        for start in range(0, len(order), size):
            indices = order[start : start + size]
            yield self.images[indices].float().div_(255), self.labels[indices]

    def epoch(self, order):
        totals = torch.zeros(2)
        for x, y in self.batches(order, self.batch):
            self.step(totals, x, y)
        return totals.numpy() / len(order)

    def validate(self, indices):
        totals = torch.zeros(2)
        self.model.eval()
        with torch.no_grad():
            for x, y in self.batches(indices, VALIDATION_BATCH):
                logits = self.called(x)
                self.count(totals, logits, functional.cross_entropy(logits, y), y)
        self.model.train()
        return totals.numpy() / len(indices)

    @staticmethod
    def product(size):
        a = torch.full((size, size), 0.5)
        return lambda: torch.mm(a, a)


take_turns(Contender)
