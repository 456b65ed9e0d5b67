"""PyTorch: eager as in its tutorials, or with TRAINYARD_VARIANT=compile by torch.compile with the fused Adam."""

import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from turns import PREPARED_BATCHES, VALIDATION_BATCH, take_turns

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


class Contender:
    steps_per_call = 1
    versions = {"PyTorch": torch.__version__.split("+")[0]}

    def __init__(self, which):
        self.batch, rate = {"mlp": (128, 1e-3), "cnn": (64, 3e-4)}[which]
        self.model = {"mlp": mlp, "cnn": cnn}[which]()
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
        x = x.reshape(PREPARED_BATCHES, self.batch, 1, 28, 28)
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
