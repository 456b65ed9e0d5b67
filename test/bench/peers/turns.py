"""What every contender in Python does alike: it reads the data, does a first step, and then takes its turns.

One JSON object a line: events and results on stdout, requests on stdin. See tools/bench/contender-process.mjs.
"""

import json
import os
import resource
import sys
import time

import numpy as np

VALIDATION_BATCH = 250
PREPARED_BATCHES = 32
# Samples in a batch, and the learning rate.
MODELS = {"mlp": (128, 1e-3), "cnn": (64, 3e-4), "resnet": (128, 1e-3), "table": (256, 1e-3)}
# Which size a library multiplies fastest depends on its blocks and on the caches.
MATRICES = [512, 1024, 2048, 4096]

# Libraries may print what they like: it must not get between the lines.
_lines = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def say(message):
    _lines.write(json.dumps(message) + "\n")


class Data:
    """The dataset in Trainyard's own form, as every contender reads it: shards of bytes."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "dataset.json"), encoding="utf8") as file:
            self.document = json.load(file)
        self.training = np.fromfile(os.path.join(folder, "training.i32"), np.int32)
        self.validation = np.fromfile(os.path.join(folder, "validation.i32"), np.int32)
        self.load()

    def load(self):
        split = self.document["splits"]["train"]
        shape = self.document["input"]["shape"]
        self.images = np.empty([split["count"], *shape], np.uint8)
        self.labels = np.empty([split["count"]], np.uint8)
        start = 0
        for shard in split["shards"]:
            end = start + shard["count"]
            with open(os.path.join(self.folder, shard["inputs"]), "rb") as file:
                file.readinto(self.images[start:end])
            with open(os.path.join(self.folder, shard["targets"]), "rb") as file:
                file.readinto(self.labels[start:end])
            start = end


def peak_memory():
    """The most bytes that this process ever held in memory."""
    try:
        with open("/proc/self/status", encoding="utf8") as file:
            line = next(line for line in file if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def take_turns(make):
    """Runs a contender until stdin ends.

    `make(which)` gives an object with
      batch                        samples in a step
      versions                     what to print beside the numbers
      steps_per_call
      prepare(images, labels)      `PREPARED_BATCHES` batches of bytes, in the form that the library likes
      run_steps(count)             that many steps on prepared batches, and waits for the last
      take_data(images, labels)    the bytes of all samples, just loaded
      epoch(order)                 trains on these samples, the smaller last batch too: (loss, accuracy)
      validate(indices)            (loss, accuracy)
      product(size)                a function that multiplies two square matrices and waits
    """
    which, folder = sys.argv[1:3]
    data = Data(folder)
    contender = make(which)
    random = np.random.default_rng(0)
    count = PREPARED_BATCHES * contender.batch
    first = random.permutation(data.training)[:count]
    contender.prepare(data.images[first], data.labels[first])
    contender.run_steps(contender.steps_per_call)
    say({"event": "first-step"})

    # Where there is nothing to validate on, steps alone are measured.
    steps_only = len(data.validation) == 0
    if not steps_only:
        contender.take_data(data.images, data.labels)
    began = time.perf_counter()
    contender.run_steps(contender.steps_per_call)
    seconds = time.perf_counter() - began
    rate = contender.steps_per_call / seconds
    if seconds < 2 and not steps_only:
        # Whatever an epoch compiles, it compiles here: full calls, what is left of them, the smaller last batch.
        batch, per_call = contender.batch, contender.steps_per_call
        whole = len(data.training) // batch
        few = (per_call + whole % per_call) * batch + len(data.training) % batch
        contender.epoch(data.training[:few])
        contender.validate(data.validation[: 2 * VALIDATION_BATCH])
    if seconds < 2:
        rate = calibrate(contender)
    say({"event": "ready", "versions": contender.versions, "stepsPerCall": contender.steps_per_call})

    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "steps":
            per_call = contender.steps_per_call
            steps = max(1, round(rate * request["seconds"] / per_call)) * per_call
            began = time.perf_counter()
            contender.run_steps(steps)
            seconds = time.perf_counter() - began
            rate = steps / seconds
            result = {"samples": steps * contender.batch, "seconds": seconds}
        elif request["do"] == "epoch":
            began = time.perf_counter()
            data.load()
            contender.take_data(data.images, data.labels)
            loss, accuracy = contender.epoch(random.permutation(data.training))
            validation_loss, validation_accuracy = contender.validate(data.validation)
            seconds = time.perf_counter() - began
            result = {
                "samples": len(data.training),
                "seconds": seconds,
                "loss": float(loss),
                "accuracy": float(accuracy),
                "validationLoss": float(validation_loss),
                "validationAccuracy": float(validation_accuracy),
            }
        else:
            result = {"flopsPerSecond": max(product_flops(contender, size, request["seconds"]) for size in MATRICES)}
        say({"event": "result", "numbers": {**result, "peakBytes": peak_memory()}})


def product_flops(contender, size, seconds):
    """Of products of this size, in floating-point operations a second."""
    multiply = contender.product(size)
    multiply()
    times = []
    while not times or sum(times) < seconds / len(MATRICES):
        began = time.perf_counter()
        multiply()
        times.append(time.perf_counter() - began)
    return 2 * size**3 / min(times)


def calibrate(contender):
    """Steps a second, roughly."""
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < 0.3:
        contender.run_steps(contender.steps_per_call)
        steps += contender.steps_per_call
    return steps / (time.perf_counter() - began)
