"""Writes layers.json: what Flax NNX and JAX compute, in double precision, for each kind of layer.

    JAX_PLATFORMS=cpu python make-layer-fixtures.py      (jax, flax, numpy, tensorflow; torch checks the whole)

Inputs have few decimals and go through float32 first, so both sides start from the same numbers.
"""

import json
import zlib
from pathlib import Path

import flax
import jax
import numpy as np
import tensorflow
import torch
from flax import nnx
from jax.scipy.special import ndtr, ndtri

jax.config.update("jax_enable_x64", True)
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: relu(x),
    "tanh": jax.numpy.tanh,
    "sigmoid": jax.nn.sigmoid,
    "gelu": jax.nn.gelu,  # Flax's default: the tanh form
    "silu": jax.nn.silu,
}
TRAINED = ("kernel", "bias", "scale")
# How near the inputs of a relu come to its kink, where rounding would decide the gradient.
kinks: list[float] = []


def relu(x):
    if not isinstance(x, jax.core.Tracer):
        kinks.append(float(jax.numpy.abs(x).min()))
    return jax.nn.relu(x)


def conv(x, a, prefix, strides, padding, groups=1):
    """A convolution by nnx.Conv; `a` holds Trainyard's arrays."""
    kernel = a[f"{prefix}kernel"]
    if groups > 1:
        kernel = kernel.transpose(0, 1, 3, 2)  # [h, w, channels, 1] to Flax's [h, w, 1, channels]
    bias = a.get(f"{prefix}bias")
    module = nnx.Conv(x.shape[-1], kernel.shape[3], kernel.shape[:2], strides, padding=padding.upper(),
                      use_bias=bias is not None, feature_group_count=groups, rngs=nnx.Rngs(0))
    assert module.kernel.shape == kernel.shape, (module.kernel.shape, kernel.shape)
    module.kernel = nnx.Param(kernel)
    if bias is not None:
        module.bias = nnx.Param(bias)
    return module(x)


def batch_norm(x, a, prefix, layer, mode, updates):
    module = nnx.BatchNorm(x.shape[-1], use_running_average=mode == "test", momentum=layer["momentum"],
                           epsilon=layer.get("epsilon", 1e-5), rngs=nnx.Rngs(0))
    module.scale, module.bias = nnx.Param(a[f"{prefix}scale"]), nnx.Param(a[f"{prefix}bias"])
    # Copies: Flax writes new running means into a numpy array where it was given one.
    module.mean, module.var = (nnx.BatchStat(jax.numpy.array(a[f"{prefix}{name}"])) for name in ("mean", "var"))
    y = module(x)
    if mode == "training":
        updates[f"{prefix}mean"], updates[f"{prefix}var"] = module.mean[...], module.var[...]
    return y


def layer_norm(x, a, layer):
    module = nnx.LayerNorm(x.shape[-1], epsilon=layer["epsilon"], rngs=nnx.Rngs(0))
    module.scale, module.bias = nnx.Param(a["scale"]), nnx.Param(a["bias"])
    return module(x)


def residual_block(x, a, layer, mode, updates):
    norm = lambda y, prefix: batch_norm(y, a, prefix, layer, mode, updates)
    y = relu(norm(conv(x, a, "conv1.", layer["strides"], "same"), "norm1."))
    y = norm(conv(y, a, "conv2.", 1, "same"), "norm2.")
    if "projection.kernel" in a:
        x = norm(conv(x, a, "projection.", layer["strides"], "same"), "projectionNorm.")
    return relu(y + x)


def apply(layer, mode, a, x):
    """The output, and new running means."""
    updates = {}
    activate = ACTIVATIONS[layer.get("activation", "linear")]
    match layer["type"]:
        case "dense":
            module = nnx.Linear(*a["kernel"].shape, use_bias="bias" in a, rngs=nnx.Rngs(0))
            module.kernel = nnx.Param(a["kernel"])
            if "bias" in a:
                module.bias = nnx.Param(a["bias"])
            y = activate(module(x))
        case "conv2d":
            y = activate(conv(x, a, "", layer["strides"], layer["padding"]))
        case "depthwiseConv2d":
            # With one channel there is one group, and both layouts are the same numbers in the same order.
            y = activate(conv(x, a, "", layer["strides"], layer["padding"], groups=x.shape[-1]))
        case "maxPool2d" | "avgPool2d":
            pool = nnx.max_pool if layer["type"] == "maxPool2d" else nnx.avg_pool
            window = (layer["poolSize"],) * 2
            y = pool(x, window, strides=window, padding="VALID")
        case "globalAvgPool2d":
            y = x.mean(axis=(1, 2))
        case "batchNorm":
            y = batch_norm(x, a, "", layer, mode, updates)
        case "layerNorm":
            y = layer_norm(x, a, layer)
        case "residualBlock":
            y = residual_block(x, a, layer, mode, updates)
        case "activation":
            y = activate(x)
        case "flatten":
            y = x.reshape(x.shape[0], -1)
        case "dropout":
            assert mode == "test"
            y = nnx.Dropout(layer["rate"], deterministic=True)(x)
    return y, updates


def torch_residual_block(layer, mode, a, x):
    """The same block by PyTorch, as a second opinion on a composition that Flax has not; odd kernels only."""
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in {**a, "x": x}.items()}
    functional = torch.nn.functional

    def same_conv(y, prefix, strides):
        kernel = tensors[f"{prefix}kernel"].permute(3, 2, 0, 1)
        pads = []
        for size in (y.shape[3], y.shape[2]):
            total = max((-(-size // strides) - 1) * strides + kernel.shape[2] - size, 0)
            pads += [total // 2, total - total // 2]
        return functional.conv2d(functional.pad(y, pads), kernel, stride=strides)

    def norm(y, prefix):
        part = lambda name: tensors[prefix + name]
        return functional.batch_norm(y, part("mean").detach().clone(), part("var").detach().clone(), part("scale"),
                                     part("bias"), training=mode == "training", eps=1e-5)

    shortcut = x0 = tensors["x"].permute(0, 3, 1, 2)
    y = functional.relu(norm(same_conv(x0, "conv1.", layer["strides"]), "norm1."))
    y = norm(same_conv(y, "conv2.", 1), "norm2.")
    if "projection.kernel" in a:
        shortcut = norm(same_conv(x0, "projection.", layer["strides"]), "projectionNorm.")
    return functional.relu(y + shortcut).permute(0, 2, 3, 1), tensors


def rounded(array, decimals=2):
    return np.round(array, decimals).astype(np.float32).astype(np.float64)


def drawn_arrays(layer, channels, random):
    """Arrays by the names and shapes that Trainyard gives them."""
    arrays = {}

    def kernel(name, shape, fan_in):
        arrays[name] = rounded(random.normal(size=shape) / np.sqrt(fan_in), 3)

    def bias(name, size):
        if layer.get("useBias", True):
            arrays[name] = rounded(random.normal(size=size) * 0.5)

    def norm(prefix, size, running=True):
        arrays[f"{prefix}scale"] = rounded(random.uniform(0.5, 1.5, size))
        arrays[f"{prefix}bias"] = rounded(random.normal(size=size) * 0.5)
        if running:
            arrays[f"{prefix}mean"] = rounded(random.normal(size=size) * 0.3)
            arrays[f"{prefix}var"] = rounded(random.uniform(0.5, 2, size))

    k = layer.get("kernelSize", 0)
    match layer["type"]:
        case "dense":
            kernel("kernel", (channels, layer["units"]), channels)
            bias("bias", layer["units"])
        case "conv2d":
            kernel("kernel", (k, k, channels, layer["filters"]), k * k * channels)
            bias("bias", layer["filters"])
        case "depthwiseConv2d":
            kernel("kernel", (k, k, channels, 1), k * k)
            bias("bias", channels)
        case "batchNorm":
            norm("", channels)
        case "layerNorm":
            norm("", channels, running=False)
        case "residualBlock":
            filters = layer["filters"]
            kernel("conv1.kernel", (k, k, channels, filters), k * k * channels)
            norm("norm1.", filters)
            kernel("conv2.kernel", (k, k, filters, filters), k * k * filters)
            norm("norm2.", filters)
            if layer["strides"] > 1 or channels != filters:
                kernel("projection.kernel", (1, 1, channels, filters), channels)
                norm("projectionNorm.", filters)
    return arrays


def without_ties(x, layer):
    """Whether each pool window has one largest value."""
    p = layer["poolSize"]
    b, h, w, c = x.shape
    cut = x[:, : h // p * p, : w // p * p].reshape(b, h // p, p, w // p, p, c)
    windows = np.sort(cut.transpose(0, 1, 3, 5, 2, 4).reshape(-1, p * p), axis=1)
    return p == 1 or bool((windows[:, -1] > windows[:, -2]).all())


def case(name, layer, input_shape, mode="training", values=None, atol=None):
    label = f"{layer['type']}: {name}" if name else layer["type"]
    for attempt in range(100):
        random = np.random.default_rng([zlib.crc32(label.encode()), attempt])
        x = rounded(random.normal(size=input_shape)) if values is None else rounded(values(random))
        arrays = drawn_arrays(layer, input_shape[-1], random)
        kinks.clear()
        output, _ = apply(layer, mode, arrays, x)
        if values is not None:
            break
        if min(kinks, default=1) > 1e-4 and (layer["type"] != "maxPool2d" or without_ties(x, layer)):
            break
    else:
        raise RuntimeError(f"{label}: every attempt came near a kink")
    trained = {key: value for key, value in arrays.items() if key.split(".")[-1] in TRAINED}
    running = {key: value for key, value in arrays.items() if key not in trained}
    output, pull_back, updates = jax.vjp(
        lambda trained, x: apply(layer, mode, {**trained, **running}, x), trained, x, has_aux=True
    )
    cotangent = rounded(random.normal(size=output.shape))
    gradients, input_gradient = pull_back(jax.numpy.asarray(cotangent))
    if layer["type"] == "residualBlock":
        second, tensors = torch_residual_block(layer, mode, arrays, x)
        second.backward(torch.tensor(cotangent))
        np.testing.assert_allclose(second.detach().numpy(), output, rtol=1e-9, atol=1e-9)
        for key, value in {**gradients, "x": input_gradient}.items():
            np.testing.assert_allclose(tensors[key].grad.numpy(), value, rtol=1e-9, atol=1e-9)
    named = lambda arrays: {f"layers.0.{key}": packed(value) for key, value in arrays.items()}
    made = {
        "name": label,
        "layer": layer,
        "mode": mode,
        "input": packed(x),
        "arrays": named(arrays),
        "output": packed(output),
        "cotangent": packed(cotangent),
        "inputGradient": packed(input_gradient),
        "gradients": named(gradients),
        "updates": named(updates),
    }
    return made if atol is None else {**made, "atol": atol}


def packed(array):
    array = np.asarray(array)
    assert np.isfinite(array).all()
    single = array.astype(np.float32)
    # What float32 has exactly is written as briefly as float32 allows.
    short = str if (single == array).all() else lambda value: f"{value:.9g}"
    numbers = [float(short(value)) for value in (single if short is str else array).ravel()]
    return {"shape": list(array.shape), "values": [int(n) if n == int(n) else n for n in numbers]}


def dense(units=4, activation="linear", bias=True):
    return {"type": "dense", "units": units, "activation": activation, "useBias": bias, "initializer": "lecun-normal"}


def convolution(kernel, strides, padding, activation="linear", bias=True, filters=None):
    of = {"type": "depthwiseConv2d"} if filters is None else {"type": "conv2d", "filters": filters}
    return {**of, "kernelSize": kernel, "strides": strides, "padding": padding, "activation": activation,
            "useBias": bias, "initializer": "lecun-normal"}


def residual(filters, strides=1, kernel=3, momentum=0.99):
    return {"type": "residualBlock", "filters": filters, "kernelSize": kernel, "strides": strides,
            "momentum": momentum, "initializer": "he-normal"}


def batch_norm_layer(momentum=0.99, epsilon=1e-5):
    return {"type": "batchNorm", "momentum": momentum, "epsilon": epsilon}


EXTREMES = [-100, -20, -5, -2, -0.5, -0.01, 0, 0.01, 0.5, 2, 5, 20, 100]


def cases():
    for activation in ACTIVATIONS:
        yield case(activation, dense(5, activation), (4, 6))
        extremes = lambda random: np.array([EXTREMES] * 3)
        # 1 + tanh(x) loses what is far below 1; Flax in float32 gives 0 for those gradients, too.
        yield case(f"{activation}, zero and large values", {"type": "activation", "activation": activation},
                   (3, len(EXTREMES)), values=extremes, atol=5e-6 if activation == "gelu" else None)
    yield case("no bias", dense(3, "tanh", False), (4, 5))
    yield case("one input, one unit", dense(1), (3, 1))
    yield case("of a picture", {"type": "activation", "activation": "gelu"}, (3, 2, 3, 2))
    yield case("of a picture", {"type": "flatten"}, (3, 2, 3, 2))
    yield case("of a row", {"type": "flatten"}, (3, 5))
    yield case("when tested", {"type": "dropout", "rate": 0.5}, (3, 5), "test")

    for kernel in (1, 2, 3, 5):
        for strides in (1, 2, 3):
            for padding in ("same", "valid"):
                # 7 × 9 and 5 × 4, by turns
                shape = (3, 7, 9, 1) if (kernel + strides) % 2 and strides > 1 else (3, 5, 4, 2)
                if kernel == 5 and padding == "valid":
                    shape = (3, 7, 9, 1)
                name = f"{kernel} × {kernel} by {strides}, {padding}, {shape[1]} × {shape[2]}"
                yield case(name, convolution(kernel, strides, padding, filters=2), shape)
    for activation in ACTIVATIONS:
        if activation != "linear":
            yield case(activation, convolution(3, 2, "same", activation, filters=2), (3, 5, 4, 2))
    yield case("no bias", convolution(3, 1, "valid", "relu", False, filters=2), (3, 4, 4, 3))
    yield case("a window wider than the picture", convolution(5, 1, "same", filters=2), (3, 3, 2, 2))
    yield case("a window wider than the picture, by 2", convolution(5, 2, "same", filters=2), (3, 2, 3, 2))
    yield case("1 × 1 by 2, many channels", convolution(1, 2, "same", "relu", False, filters=5), (3, 3, 3, 5))
    yield case("2 × 2 by 4, same, 3 × 7", convolution(2, 4, "same", filters=2), (3, 3, 7, 1))
    yield case("strides wider than the picture", convolution(3, 8, "same", filters=2), (3, 5, 3, 2))
    yield case("valid, pixels left over", convolution(2, 3, "valid", filters=3), (3, 7, 7, 1))

    for kernel in (1, 2, 3, 5):
        for strides in (1, 2, 3):
            for padding in ("same", "valid"):
                if padding == "valid" and (kernel == 5 or (kernel == 1 and strides != 2)):
                    continue
                shape = (3, 7, 9, 1) if (kernel, strides) == (3, 2) else (3, 5, 4, 2)
                name = f"{kernel} × {kernel} by {strides}, {padding}, {shape[1]} × {shape[2]}"
                yield case(name, convolution(kernel, strides, padding), shape)
    yield case("silu, 3 channels", convolution(3, 2, "same", "silu"), (3, 5, 4, 3))
    yield case("relu, no bias", convolution(3, 1, "valid", "relu", False), (3, 4, 4, 3))
    yield case("7 × 9", convolution(3, 3, "same", "gelu"), (3, 7, 9, 1))
    yield case("a window wider than the picture", convolution(5, 1, "same"), (3, 3, 2, 2))
    yield case("5 × 5, valid", convolution(5, 1, "valid"), (3, 6, 5, 2))

    for kind in ("maxPool2d", "avgPool2d"):
        yield case("2, 7 × 9", {"type": kind, "poolSize": 2}, (3, 7, 9, 1))
        yield case("2, 4 × 2", {"type": kind, "poolSize": 2}, (3, 4, 2, 2))
        yield case("3, 7 × 5", {"type": kind, "poolSize": 3}, (3, 7, 5, 1))
        yield case("1", {"type": kind, "poolSize": 1}, (3, 2, 3, 2))
        yield case("the whole picture", {"type": kind, "poolSize": 4}, (3, 4, 4, 2))
    ties = lambda random: np.maximum(random.integers(-3, 3, size=(3, 4, 6, 2)), 0)
    yield case("2, ties, as behind a relu", {"type": "maxPool2d", "poolSize": 2}, (3, 4, 6, 2), values=ties)
    yield case("3 × 5", {"type": "globalAvgPool2d"}, (3, 3, 5, 2))
    yield case("one pixel", {"type": "globalAvgPool2d"}, (3, 1, 1, 2))

    for mode in ("training", "test"):
        for momentum in (0.99, 0.9) if mode == "training" else (0.99,):
            yield case(f"pictures, {momentum}, {mode}", batch_norm_layer(momentum), (3, 3, 4, 3), mode)
            yield case(f"rows, {momentum}, {mode}", batch_norm_layer(momentum), (4, 5), mode)
        yield case(f"epsilon 0.1, {mode}", batch_norm_layer(epsilon=0.1), (4, 3), mode)
    yield case("momentum 0", batch_norm_layer(0), (4, 3))
    constant = lambda random: np.concatenate([np.full((4, 1), 0.5), random.normal(size=(4, 2))], axis=1)
    yield case("a constant channel", batch_norm_layer(epsilon=1e-3), (4, 3), values=constant)
    far = lambda random: random.normal(size=(4, 3, 3, 2)) + 100
    yield case("far from zero", batch_norm_layer(), (4, 3, 3, 2), values=far, atol=1e-4)
    for epsilon in (1e-6, 1e-2):
        norm = {"type": "layerNorm", "epsilon": epsilon}
        yield case(f"pictures, {epsilon}", norm, (3, 3, 2, 5))
        yield case(f"rows, {epsilon}", norm, (4, 6))
    yield case("far from zero", {"type": "layerNorm", "epsilon": 1e-6}, (4, 8),
               values=lambda random: random.normal(size=(4, 8)) + 100, atol=1e-4)

    for mode in ("training", "test"):
        yield case(f"identity, {mode}", residual(2), (3, 4, 3, 2), mode)
        yield case(f"more channels, {mode}", residual(3, momentum=0.9), (3, 4, 3, 2), mode)
        yield case(f"by 2, same channels, {mode}", residual(2, 2), (3, 5, 4, 2), mode)
        yield case(f"by 2, more channels, {mode}", residual(3, 2, momentum=0.9), (3, 4, 3, 2), mode)
    yield case("by 3, 5 × 5 windows, fewer channels", residual(2, 3, 5), (3, 5, 3, 3))
    yield case("even windows", residual(2, 1, 2), (3, 4, 3, 2))


def stateless_uniform():
    for seed in ([1, 2], [-123456789, 987654321]):
        for shape in ([5, 7], [3, 4, 4, 2]):
            values = tensorflow.raw_ops.StatelessRandomUniform(shape=shape, seed=seed, dtype=tensorflow.float32)
            yield {"seed": seed, "shape": shape, "values": packed(values.numpy())["values"]}


def initializers():
    """How Flax defines each initializer, read from its own functions, with the fans that JAX works out."""
    for name in ("lecun", "glorot", "he"):
        for distribution in ("normal", "uniform"):
            draw = getattr(nnx.initializers, f"{name}_{distribution}")()
            of = dict(zip(draw.__code__.co_freevars, (cell.cell_contents for cell in draw.__closure__)))
            for layer, shape in (("dense", [300, 200]), ("conv2d", [3, 3, 16, 32]), ("depthwiseConv2d", [5, 5, 1, 64])):
                fan_in, fan_out = jax._src.nn.initializers._compute_fans(shape, of["in_axis"], of["out_axis"])
                fan = {"fan_in": fan_in, "fan_avg": (fan_in + fan_out) / 2}[of["mode"]]
                sample = np.asarray(draw(jax.random.key(1), shape, np.float64))
                variance = of["scale"] / fan
                assert abs(sample.var() / variance - 1) < 0.1, (name, distribution, layer)
                yield {"initializer": f"{name}-{distribution}", "layer": layer, "flaxShape": shape,
                       "distribution": of["distribution"], "variance": float(f"{variance:.9g}"),
                       "jaxLargest": float(f"{np.abs(sample).max():.9g}")}


def unit_quantiles():
    """Of each distribution with mean 0 and variance 1."""
    shares = np.arange(1, 20) / 20
    low = float(ndtr(-2.0))
    truncated = ndtri(low + shares * (1 - 2 * low)) / 0.87962566103423978
    uniform = (2 * shares - 1) * np.sqrt(3)
    return {"shares": packed(shares)["values"], "truncated_normal": packed(truncated)["values"],
            "uniform": packed(uniform)["values"]}


def main():
    fixtures = {
        "versions": {"jax": jax.__version__, "flax": flax.__version__, "torch": torch.__version__,
                     "tensorflow": tensorflow.__version__, "numpy": np.__version__},
        "cases": list(cases()),
        "statelessUniform": list(stateless_uniform()),
        "initializers": list(initializers()),
        "unitQuantiles": unit_quantiles(),
    }
    names = [made["name"] for made in fixtures["cases"]]
    assert len(set(names)) == len(names)
    # One case on a line, so that a change shows as the case that changed.
    compact = lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    parts = []
    for key, value in fixtures.items():
        lines = "[\n" + ",\n".join(map(compact, value)) + "\n]" if isinstance(value, list) else compact(value)
        parts.append(f"{compact(key)}:{lines}")
    text = "{" + ",\n".join(parts) + "}\n"
    assert json.loads(text) == json.loads(json.dumps(fixtures))
    (Path(__file__).parent / "layers.json").write_text(text)
    print(f"{len(names)} cases, {len(text.encode())} bytes")


main()
