"""Writes optax.json, what optax makes of recorded gradients, schedules and losses.

    python -m venv .cache/optax && .cache/optax/bin/pip install jax optax==0.2.8
    JAX_PLATFORMS=cpu .cache/optax/bin/python test/reference/make-optax-fixtures.py

Weights are updated in float32, one operation at a time as JAX does without `jit`, but float64 is turned
on for the one thing in which that makes a difference to float32 arrays: Adam's bias corrections. Without
it optax works out 1 - 0.999**t in float32, which is wrong by 1.3e-5 of itself, and after 50 steps its
weights are up to 1.3e-6 from what it gets in float64 throughout; with it, up to 6e-7.

Schedules are worked out in float64, and an update uses those values. The versions used are written into
the file.

With `--float64` it updates the weights in float64 throughout and prints to standard output instead: that
tells rounding from a wrong formula where a test misses.
"""

import json
import math
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax import contrib

IN_FLOAT64 = "--float64" in sys.argv
FLOAT = np.float64 if IN_FLOAT64 else np.float32

STEPS = 50
KEPT_STEPS = [1, 2, 10, 50]
COUNTS = 60
# How long a schedule without a length of its own is.
TOTAL_STEPS = 44

# --- weights and gradients ------------------------------------------------------------------------


def recorded():
    """A kernel [3, 4] and a bias [4] of zeros, and gradients of very different sizes."""
    random = np.random.default_rng(20260)
    weights = {"kernel": random.normal(0, 0.5, (3, 4)), "bias": np.zeros(4)}
    sizes = 10.0 ** random.uniform(-3, 0.5, STEPS)
    sizes[[6, 23]] = [30, 12]  # what clips are for
    sizes[[12, 34]] = 1e-6
    sizes[29] = 0
    gradients = []
    for size in sizes:
        drawn = {name: random.normal(0, 1, value.shape) * size for name, value in weights.items()}
        gradients.append({name: value.astype(np.float32) for name, value in drawn.items()})
    # Zeros where nothing has been seen yet: a whole array, and two numbers of another.
    gradients[0]["bias"][:] = 0
    gradients[0]["kernel"][1, 1:3] = 0
    return {name: value.astype(np.float32) for name, value in weights.items()}, gradients


# --- schedules ------------------------------------------------------------------------------------

SCHEDULES = [
    {"name": "constant"},
    {"name": "linear", "endFactor": 0.1, "steps": 40},
    {"name": "exponential-decay", "decayRate": 0.7, "transitionSteps": 10, "staircase": False},
    {"name": "exponential-decay", "decayRate": 0.7, "transitionSteps": 10, "staircase": True},
    {
        "name": "piecewise-constant",
        "boundaries": [{"step": 9, "factor": 0.3}, {"step": 20, "factor": 2}, {"step": 40, "factor": 0.1}],
    },
    {"name": "cosine", "endFactor": 0.05, "steps": 40},
    {"name": "warmup-cosine", "warmupSteps": 8, "startFactor": 0.1, "endFactor": 0.05, "steps": 40},
    {"name": "one-cycle", "warmupShare": 0.3, "divFactor": 25, "finalDivFactor": 1e4, "steps": 40},
    {"name": "cosine-restarts", "cycleSteps": 7, "cycleFactor": 1.5, "peakFactor": 0.8, "endFactor": 0.1},
]

# Of these only the values are compared, not what each optimizer does with them.
MORE_SCHEDULES = [
    {"name": "linear", "endFactor": 0},
    {"name": "cosine", "endFactor": 0},
    {"name": "warmup-cosine", "warmupSteps": 5, "startFactor": 0, "endFactor": 0},
    {"name": "one-cycle", "warmupShare": 0.01, "divFactor": 10, "finalDivFactor": 100},
    {"name": "one-cycle", "warmupShare": 0.57, "divFactor": 1, "finalDivFactor": 1},
    {"name": "cosine-restarts", "cycleSteps": 9, "cycleFactor": 1, "peakFactor": 1, "endFactor": 0},
]


def restarts(peak, s):
    """The cycles of optax's sgdr_schedule; each ends at the same share of where it starts."""
    cycles, length, start, height = [], s["cycleSteps"], 0, peak
    while start < COUNTS:
        cycles.append(
            dict(
                init_value=0.0,
                peak_value=height,
                warmup_steps=0,
                decay_steps=length,
                end_value=height * s["endFactor"],
            )
        )
        start += length
        length = math.floor(length * s["cycleFactor"] + 0.5)
        height *= s["peakFactor"]
    return cycles


def optax_schedule(peak, s):
    length = s.get("steps", TOTAL_STEPS)
    match s["name"]:
        case "constant":
            return optax.constant_schedule(peak)
        case "linear":
            return optax.linear_schedule(peak, peak * s["endFactor"], length)
        case "exponential-decay":
            return optax.exponential_decay(
                peak, s["transitionSteps"], s["decayRate"], staircase=s["staircase"]
            )
        case "piecewise-constant":
            factors = {part["step"]: part["factor"] for part in s["boundaries"]}
            return optax.piecewise_constant_schedule(peak, factors)
        case "cosine":
            return optax.cosine_decay_schedule(peak, length, alpha=s["endFactor"])
        case "warmup-cosine":
            start, end = peak * s["startFactor"], peak * s["endFactor"]
            return optax.warmup_cosine_decay_schedule(start, peak, s["warmupSteps"], length, end_value=end)
        case "one-cycle":
            return optax.cosine_onecycle_schedule(
                length, peak, s["warmupShare"], s["divFactor"], s["finalDivFactor"]
            )
        case "cosine-restarts":
            return optax.sgdr_schedule(restarts(peak, s))


def rates(peak, schedule):
    with jax.enable_x64(True):
        asked = optax_schedule(peak, schedule)
        return np.array([float(asked(jnp.asarray(count))) for count in range(COUNTS)])


def schedule_values():
    return [
        {"schedule": schedule, "factors": doubles(rates(1.0, schedule))}
        for schedule in SCHEDULES + MORE_SCHEDULES
    ]


# --- reduce-on-plateau ----------------------------------------------------------------------------

PLATEAUS = [
    {"factor": 0.5, "patience": 3, "minImprovement": 1e-4, "cooldown": 0, "endFactor": 0},
    {"factor": 0.3, "patience": 2, "minImprovement": 0.02, "cooldown": 3, "endFactor": 0.02},
    {"factor": 0.8, "patience": 1, "minImprovement": 1e-3, "cooldown": 1, "endFactor": 0.25},
]


def epoch_losses():
    """Falling, then flat, then rising, falling again; one epoch without a number, one with infinity."""
    random = np.random.default_rng(7)
    losses = 0.4 + 2 * np.exp(-np.arange(42) / 6) + random.normal(0, 0.03, 42)
    losses[15:24] = losses[14] * (1 - 5e-5 * np.arange(1, 10))
    losses[34:] -= 0.15
    losses[[0, 20]] = [math.nan, math.inf]
    return losses


def plateau_values(losses):
    results = []
    with jax.enable_x64(True):
        for s in PLATEAUS:
            transform = contrib.reduce_on_plateau(
                factor=s["factor"],
                patience=s["patience"],
                rtol=s["minImprovement"],
                atol=0.0,
                cooldown=s["cooldown"],
                accumulation_size=1,
                min_scale=s["endFactor"],
            )
            state = transform.init(jnp.zeros(1, jnp.float64))
            scales = []
            for loss in losses:
                _, state = transform.update(jnp.ones(1, jnp.float64), state, value=float(loss))
                scales.append(float(state.scale))
            results.append({"settings": {"name": "reduce-on-plateau", **s}, "factors": doubles(scales)})
    return results


# --- optimizers -----------------------------------------------------------------------------------

CLIPS = [{"by": "none"}, {"by": "value", "max": 0.5}, {"by": "global-norm", "max": 1}]

# With every schedule and every clip.
OPTIMIZERS = [
    {"name": "sgd", "learningRate": 0.01},
    {"name": "sgd", "learningRate": 0.01, "momentum": 0.9},
    {"name": "sgd", "learningRate": 0.01, "momentum": 0.9, "nesterov": True},
    {"name": "rmsprop", "learningRate": 0.01},
    {"name": "rmsprop", "learningRate": 0.003, "momentum": 0.9},
    {"name": "adagrad", "learningRate": 0.05},
    {"name": "adam", "learningRate": 0.01},
    {"name": "adamw", "learningRate": 0.01, "weightDecay": 0.01},
    {"name": "nadam", "learningRate": 0.01},
    {"name": "lion", "learningRate": 0.01, "weightDecay": 0.01},
    {"name": "lamb", "learningRate": 0.01},
]

# Every number of an optimizer other than its default; with the first schedule and clip.
OTHER_NUMBERS = [
    {"name": "sgd", "learningRate": 0.02, "momentum": 0.5},
    {"name": "rmsprop", "learningRate": 0.01, "decay": 0.99, "epsilon": 1e-3, "momentum": 0.5},
    {"name": "adagrad", "learningRate": 0.05, "initialAccumulator": 0, "epsilon": 1e-3},
    {"name": "adam", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-2},
    {"name": "adam", "learningRate": 0.01, "beta1": 0, "beta2": 0},
    {"name": "adamw", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-2},
    {"name": "nadam", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-2},
    {"name": "lion", "learningRate": 0.01, "beta1": 0.95, "beta2": 0.98},
    {"name": "lamb", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-2},
]


def decayed(optimizer):
    """With a large weight decay, on kernels only and on everything."""
    return [{**optimizer, "weightDecay": 0.3, "decayAll": everything} for everything in (False, True)]


def without_decay(o):
    lr = o["rate"]
    moments = dict(b1=o.get("beta1", 0.9), b2=o.get("beta2", 0.999), eps=o.get("epsilon", 1e-8))
    match o["name"]:
        case "sgd":
            return optax.sgd(lr, o.get("momentum"), o.get("nesterov", False))
        case "rmsprop":
            return optax.rmsprop(lr, o.get("decay", 0.9), o.get("epsilon", 1e-8), momentum=o.get("momentum"))
        case "adagrad":
            return optax.adagrad(lr, o.get("initialAccumulator", 0.1), o.get("epsilon", 1e-7))
        case "adam":
            return optax.adam(lr, **moments)
        case "nadam":
            return optax.nadam(lr, **moments)


def optax_optimizer(o):
    """`rate` in `o` is its learning rate as a function of the count of steps."""
    lr, decay = o["rate"], o.get("weightDecay")
    mask = {"kernel": True, "bias": o.get("decayAll", False)}
    moments = dict(b1=o.get("beta1", 0.9), b2=o.get("beta2", 0.999))
    match o["name"]:
        case "adamw":
            eps = o.get("epsilon", 1e-8)
            return optax.adamw(lr, **moments, eps=eps, weight_decay=1e-4 if decay is None else decay, mask=mask)
        case "lion":
            betas = dict(b1=o.get("beta1", 0.9), b2=o.get("beta2", 0.99))
            return optax.lion(lr, **betas, weight_decay=1e-3 if decay is None else decay, mask=mask)
        case "lamb":
            return optax.lamb(lr, **moments, eps=o.get("epsilon", 1e-6), weight_decay=decay or 0.0, mask=mask)
    if not decay:
        return without_decay(o)
    # Optax has no such optimizers. The decay is kept out of every momentum: w ← w − rate·decay·w on top.
    return optax.chain(
        without_decay(o), optax.add_decayed_weights(lambda count: -decay * lr(count), mask)
    )


def optax_clip(clip):
    match clip["by"]:
        case "none":
            return optax.identity()
        case "value":
            return optax.clip(clip["max"])
        case "global-norm":
            return optax.clip_by_global_norm(clip["max"])


def updated(optimizer, schedule, clip, start, gradients):
    """The weights after the steps that are kept, kernel and bias in one list each."""
    table = jnp.asarray(rates(optimizer["learningRate"], schedule).astype(FLOAT))
    settings = {**optimizer, "rate": lambda count: table[count]}
    transform = optax.chain(optax_clip(clip), optax_optimizer(settings))
    weights = {name: jnp.asarray(value.astype(FLOAT)) for name, value in start.items()}
    state = transform.init(weights)
    kept = []
    for step, gradient in enumerate(gradients, 1):
        given = {name: jnp.asarray(value.astype(FLOAT)) for name, value in gradient.items()}
        updates, state = transform.update(given, state, weights)
        assert all(update.dtype == FLOAT for update in updates.values())
        weights = optax.apply_updates(weights, updates)
        if step in KEPT_STEPS:
            kept.append(floats(flat(weights)))
    return kept


def update_cases(start, gradients):
    """Each case is the places of its optimizer, schedule and clip in their lists, and the weights."""
    optimizers = OPTIMIZERS + OTHER_NUMBERS
    wanted = [
        (i, s, c) for i in range(len(OPTIMIZERS)) for s in range(len(SCHEDULES)) for c in range(len(CLIPS))
    ]
    wanted += [(len(OPTIMIZERS) + i, 0, 0) for i in range(len(OTHER_NUMBERS))]
    warmup_cosine = [schedule["name"] for schedule in SCHEDULES].index("warmup-cosine")
    for optimizer in OPTIMIZERS:
        for with_decay in decayed(optimizer):
            wanted.append((len(optimizers), warmup_cosine, 2))
            optimizers = [*optimizers, with_decay]
    cases = [
        [i, s, c, updated(optimizers[i], SCHEDULES[s], CLIPS[c], start, gradients)] for i, s, c in wanted
    ]
    return {"optimizers": optimizers, "clips": CLIPS, "cases": cases}


# --- losses ---------------------------------------------------------------------------------------

LOGITS = [
    [0.3, -1.2, 2.5, 0.7],
    [80, -80, 0.5, -3],  # sure, and right
    [80, -80, 0.5, -3],  # sure, and wrong
    [-80, -80, -80, -80],
    [0, 1, 0, 0],  # the target itself
    [-0.4, 0.9, 0.2, 1.6],
    [79.5, 80, 80, 79],
    [1, 2, -1, 0],  # where Huber's two parts meet
]
LABELS = [2, 0, 1, 3, 1, 3, 0, 0]


def of_each_class(loss):
    return lambda logits, targets: jnp.mean(loss(logits, targets), axis=-1)


LOSSES = {
    "softmax-cross-entropy": optax.softmax_cross_entropy,
    "binary-cross-entropy": of_each_class(optax.sigmoid_binary_cross_entropy),
    "mean-squared-error": of_each_class(optax.squared_error),
    "mean-absolute-error": of_each_class(lambda logits, targets: jnp.abs(logits - targets)),
    "huber": of_each_class(lambda logits, targets: optax.huber_loss(logits, targets, delta=1.0)),
}


def loss_values():
    logits, labels = jnp.asarray(LOGITS, jnp.float32), jnp.asarray(LABELS)
    one_hot = jax.nn.one_hot(labels, logits.shape[1])
    cases = []
    for name, of_targets in LOSSES.items():
        for smoothing in (0, 0.1):
            if name == "softmax-cross-entropy" and smoothing == 0:
                each = lambda z: optax.softmax_cross_entropy_with_integer_labels(z, labels)
            else:
                targets = optax.smooth_labels(one_hot, smoothing) if smoothing else one_hot
                each = lambda z: of_targets(z, targets)
            gradient = floats(jax.grad(lambda z: jnp.mean(each(z)))(logits).reshape(-1))
            if name == "mean-absolute-error":
                # At the target itself it has no derivative: JAX says 1, PyTorch 0, TensorFlow.js -1.
                targets = optax.smooth_labels(one_hot, smoothing)
                met = np.asarray(logits == targets).reshape(-1)
                gradient = [None if here else value for here, value in zip(met, gradient)]
            values = floats(each(logits))
            cases.append(
                {"loss": name, "labelSmoothing": smoothing, "values": values, "gradient": gradient}
            )
    return {"logits": LOGITS, "labels": LABELS, "cases": cases}


# --- writing --------------------------------------------------------------------------------------


def number(value):
    value = float(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "infinity"
    return int(value) if value.is_integer() and abs(value) < 1e9 else value


def doubles(values):
    return [number(f"{value:.9g}") for value in values]


def floats(values):
    """The shortest decimals that read back as the same float32; at most nine digits."""
    if IN_FLOAT64:
        return [float(value) for value in values]
    return [number(np.format_float_scientific(np.float32(value))) for value in values]


def flat(arrays):
    return np.concatenate([np.asarray(arrays[name]).reshape(-1) for name in ("kernel", "bias")])


def main():
    start, gradients = recorded()
    losses = epoch_losses()
    with jax.enable_x64(True):
        updates = update_cases(start, gradients)
    fixture = {
        "versions": {
            "python": platform.python_version(),
            "jax": jax.__version__,
            "numpy": np.__version__,
            "optax": optax.__version__,
        },
        "totalSteps": TOTAL_STEPS,
        "schedules": schedule_values(),
        "plateau": {"losses": doubles(losses), "cases": plateau_values(doubles_back(losses))},
        "losses": loss_values(),
        "updates": {
            "shapes": {name: list(value.shape) for name, value in start.items()},
            "weights": floats(flat(start)),
            "gradients": [floats(flat(gradient)) for gradient in gradients],
            "keptSteps": KEPT_STEPS,
            **updates,
        },
    }
    text = json.dumps(fixture, separators=(",", ":")) + "\n"
    if IN_FLOAT64:
        sys.stdout.write(text)
    else:
        Path(__file__).with_name("optax.json").write_text(text)


def doubles_back(values):
    """As they are written, so that both sides are given the same numbers."""
    return [float(f"{value:.9g}") for value in values]


main()
