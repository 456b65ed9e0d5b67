"""First try: one of 3 classes from a picture. The weights are those of checkpoint 0003-300 of run
first-try, after 3 epochs and 300 steps of training in Trainyard.

    python model.py check                compares its answers with those that Trainyard recorded
    python model.py predict PICTURE...   says what it makes of pictures like those it was trained on
    python model.py train --data FOLDER  trains it again as the run was, on the dataset of that library folder

In Flax NNX and optax. Training begins with the same weights, shows the samples in the same order
and takes the same steps as the run did: the losses follow its curve until rounding parts them.
"""

import argparse
import functools
import json
import math
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from PIL import Image, ImageOps
from safetensors.numpy import load_file, save_file

# On GPUs JAX rounds the factors of products to fewer digits unless it is told not to.
jax.config.update("jax_default_matmul_precision", "highest")

HERE = Path(__file__).parent
WEIGHTS = HERE / "model.safetensors"
INPUT_SHAPE = (8, 8, 1)  # height, width, channels
CLASSES = ["cat", "dog", "eel"]
SEED = 0
EPOCHS = 10
BATCH = 32


# --- the model ------------------------------------------------------------------------------------


class Model(nnx.Module):
    def __init__(self, rngs):
        self.dense1 = nnx.Linear(64, 3, rngs=rngs)

    def __call__(self, x):
        x = x.reshape(len(x), -1)  # 64
        x = self.dense1(x)  # 3
        return x


# Each layer's place in model.safetensors.
PLACES = {
    "dense1": "layers.1",
}


def named(model):
    """The model's arrays by the names that model.safetensors has for them."""
    found = {}
    for (layer, *inner), variable in nnx.to_flat_state(nnx.state(model, (nnx.Param, nnx.BatchStat))):
        found[".".join([PLACES[layer], *inner])] = variable
    return found


def loaded(weights):
    """A model with these weights. It is outlined first, or JAX would draw weights that nobody uses."""
    model = nnx.eval_shape(lambda: Model(nnx.Rngs(0)))
    for name, variable in named(model).items():
        variable.set_value(jnp.asarray(weights[name]).reshape(variable.shape))
    return model


def save(model, path):
    shapes = {name: array.shape for name, array in load_file(WEIGHTS).items()}
    save_file({name: np.asarray(v[...]).reshape(shapes[name]) for name, v in named(model).items()}, path)


# --- the random numbers ---------------------------------------------------------------------------


# All randomness is counted: a number is a function of the seed, of what it is for, and of two indices (the epoch or
# step, and the sample or array). No generator has a state, so whatever is drawn can be drawn again by itself.
INITIAL_WEIGHTS, SHUFFLE, SPLIT = 1, 2, 3
WORD = 0xFFFFFFFF  # 32 bits


def philox(counter, key):
    """Philox-4x32-10 (Salmon et al. 2011): four random words of 32 bits for each counter of four words."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        product0, product1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        high0, high1 = product0 >> 32 & WORD, product1 >> 32 & WORD
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, product1 & WORD, high0 ^ c3 ^ k1, product0 & WORD
        k0, k1 = k0 + 0x9E3779B9 & WORD, k1 + 0xBB67AE85 & WORD
    return c0, c1, c2, c3


def random_words(count, purpose, step, index=0, seed=SEED):
    """The first 32-bit words of a stream; for an array of indices [n, 1], a row of them for each."""
    blocks = np.arange((count + 3) // 4)
    counter = [np.asarray(part, np.uint64) for part in np.broadcast_arrays(blocks, index, step, purpose)]
    words = np.stack(philox(counter, (seed & WORD, seed >> 32)), axis=-1)
    return words.reshape(*words.shape[:-2], -1)[..., :count]


def uniforms(count, purpose, step, index=0):
    """Numbers in [0, 1) with 24 random bits."""
    return (random_words(count, purpose, step, index) >> 8) / 2**24


def stream(purpose, step, index=0, seed=SEED):
    """The words one after the other, as many as are wanted."""
    done = 0
    while True:
        words = random_words(2 * done + 4096, purpose, step, index, seed)
        yield from words[done:].tolist()
        done = len(words)


def below(bound, words):
    """A whole number in [0, bound) without bias (Lemire 2019)."""
    while True:
        product = bound * next(words)
        if product & WORD >= 2**32 % bound:
            return product >> 32


def shuffled(items, words):
    """Fisher and Yates's shuffle."""
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = below(last + 1, words)
        items[last], items[other] = items[other], items[last]
    return items


def truncated_normal(shape, variance, index):
    """Normal numbers (Box and Muller 1958), those beyond two deviations drawn again."""
    size = math.prod(shape)
    pairs = size // 2 + size // 16 + 64
    while True:
        first, second = uniforms(2 * pairs, INITIAL_WEIGHTS, 0, index).reshape(-1, 2).T
        radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
        normal = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1)
        normal = normal[np.abs(normal) <= 2][:size]
        if len(normal) == size:
            # 0.8796... is the deviation of what is left.
            return (math.sqrt(variance) / 0.87962566103423978 * normal).astype(np.float32).reshape(shape)
        pairs *= 2


# How each kernel is drawn: the distribution, its variance, which is 1 / inputs (LeCun),
# and which stream of random numbers it takes.
KERNELS = {
    "layers.1.kernel": (truncated_normal, 1 / 64, 0),
}


def initial_weights():
    """The arrays that the run began with, by the names and shapes of those in model.safetensors."""
    weights = {name: np.zeros_like(array) for name, array in load_file(WEIGHTS).items()}
    for name, array in weights.items():
        if name.endswith((".scale", ".var", ".variance")):
            array[:] = 1
    for name, (draw, variance, index) in KERNELS.items():
        weights[name] = draw(weights[name].shape, variance, index)
    return weights


# --- the data -------------------------------------------------------------------------------------


class Dataset:
    """A dataset of a library: bytes in shards that dataset.json names, sample after sample."""

    def __init__(self, folder):
        document = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        if document["version"] != 2:
            raise SystemExit(f"{folder} was written by another version: import the data again.")
        shards = document["splits"]["train"]["shards"]

        def read(kind, dtype, *shape):
            return np.concatenate([np.fromfile(folder / shard[kind], dtype) for shard in shards]).reshape(-1, *shape)

        self.inputs = read("inputs", np.uint8, *INPUT_SHAPE)
        self.targets = read("targets", np.uint8)


VALIDATION_SHARE = 0.1
VALIDATION_SEED = 0


def held_back(members):
    """A share, rounded; at least one is trained on."""
    return members[: min(math.floor(len(members) * VALIDATION_SHARE + 0.5), len(members) - 1)]


def chosen(classes):
    """Of each class its share; where all have too few for that, they are dealt out together."""
    plain = [one for members in classes for one in held_back(members)]
    dealt = [one for members in classes if len(members) > 1 for one in members]
    share = max(VALIDATION_SHARE, 1 / max(len(dealt), 1))
    upto = [math.floor(at * share + 0.5) for at in range(len(dealt) + 1)]
    return plain or [one for at, one in enumerate(dealt) if upto[at + 1] > upto[at]]


def split(data):
    """Indices to train and to validate on: the same share of every class is held back."""
    held = np.zeros(len(data.targets), bool)
    classes = data.targets.tolist()
    members_of = {}
    for index, one in enumerate(classes):
        members_of.setdefault(one, []).append(index)
    members_of = [shuffled(its, stream(SPLIT, 0, one, VALIDATION_SEED)) for one, its in members_of.items()]
    held[chosen(members_of)] = True
    return np.flatnonzero(~held), np.flatnonzero(held)


def epoch_order(training, epoch):
    """The order in which an epoch shows its samples."""
    return np.array(shuffled(training, stream(SHUFFLE, epoch)))


def batches(data, order):
    """Inputs and targets, batch after batch; the last, smaller one too."""
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        yield data.inputs[rows].astype(np.float32) / 255, data.targets[rows].astype(np.int32)


# --- training -------------------------------------------------------------------------------------


def make_optimizer():
    return optax.adam(0.001, b1=0.9, b2=0.999, eps=1e-8)


@functools.cache
def over_devices(*axes):
    """How an array lies on all devices: in parts along the named axes, else on each as a whole."""
    return NamedSharding(Mesh(np.array(jax.devices()), ("batch",)), PartitionSpec(*axes))


def placed(array):
    """A batch, its samples shared out evenly over the devices where they can be."""
    sharding = over_devices("batch") if len(array) % jax.device_count() == 0 else over_devices()
    return jax.make_array_from_callback(array.shape, sharding, lambda part: array[part])


@nnx.jit
def answers(model, x):
    return jax.lax.with_sharding_constraint(model(x), over_devices())


def answers_of(weights, inputs):
    """What the model says of samples, with the weights of a file."""
    return np.asarray(answers(loaded(load_file(weights)), inputs))


def losses_of(outputs, targets):
    """One for each sample."""
    return optax.softmax_cross_entropy_with_integer_labels(outputs, targets)


def mean_loss(model, x, y):
    return losses_of(model(x), y).mean()


@nnx.jit
def train_step(model, optimizer, x, y):
    loss, gradients = nnx.value_and_grad(mean_loss)(model, x, y)
    optimizer.update(model, gradients)
    return loss


def validate(model, data, validation):
    """Mean loss and accuracy on samples that are not trained on."""
    seen = [(np.asarray(answers(model, placed(x))), y) for x, y in batches(data, validation)]
    outputs, wanted = (np.concatenate(part) for part in zip(*seen))
    loss = float(losses_of(outputs, wanted).mean())
    targets = data.targets[validation]
    return loss, float(np.mean(outputs.argmax(axis=1) == targets))


def train(folder, steps, log):
    data = Dataset(folder)
    training, validation = split(data)
    weights = initial_weights()
    model = loaded(weights)
    nnx.update(model, jax.device_put(nnx.state(model), over_devices()))
    optimizer = nnx.Optimizer(model, make_optimizer(), wrt=nnx.Param)
    epoch_steps = -(-len(training) // BATCH)
    total_steps = EPOCHS * epoch_steps
    last_step = min(total_steps, steps or total_steps)
    step = 0
    for epoch in range(EPOCHS):
        order, losses = epoch_order(training, epoch), []
        for x, y in batches(data, order):
            if step == last_step:
                break
            step += 1
            losses.append(train_step(model, optimizer, placed(x), placed(y)))
        losses = [float(loss) for loss in losses]  # waits for the device
        log.extend(losses)
        train_loss = np.average(losses, weights=[min(BATCH, len(order) - BATCH * i) for i in range(len(losses))])
        text = f"epoch {epoch + 1}: loss {train_loss:.4f}"
        if len(validation) > 0:
            loss, metric = validate(model, data, validation)
            text += f", validation loss {loss:.4f}, accuracy {metric:.4f}"
        print(text)
        if step == last_step:
            break
    return model


# --- use ------------------------------------------------------------------------------------------


def read_inputs(path):
    """A picture as the model takes it: 8 × 8, grey, from 0 to 1."""
    with Image.open(path) as file:
        picture = ImageOps.exif_transpose(decoded(file))
    if picture.mode.startswith("I"):  # 16 bits
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    pixels = np.asarray(picture.convert("RGBA"))
    pixels = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255).astype(np.uint8)  # on black
    pixels = (bring_to_size(pixels) @ np.array([19595, 38470, 7471]) + 32768) >> 16  # its brightness
    return pixels.astype(np.float32).reshape(1, *INPUT_SHAPE) / 255


HEIGHT, WIDTH, _ = INPUT_SHAPE


def shrinks(height, width):
    """How many times higher and wider a picture is than it is to become."""
    shrink = max(height / HEIGHT, width / WIDTH)  # the whole picture, in bars
    return min(shrink, height), min(shrink, width)


def decoded(file):
    """A picture; JPEG ones that are much too large are decoded smaller, as Trainyard's imports do."""
    turned = file.getexif().get(0x0112, 1) > 4  # it lies on its side
    shrink = min(shrinks(*(file.size if turned else file.size[::-1])))
    factor = next((factor for factor in (8, 4, 2) if shrink >= factor), 1)
    if factor > 1 and int(shrink) == factor:
        factor //= 2
    if factor == 1 or file.format not in ("JPEG", "MPO"):
        return file
    size = file.width // factor, file.height // factor
    file.draft(file.mode, size)
    return file.crop((0, 0, *size))


def bring_to_size(pixels):
    """A picture of the model's size. It is brought to it as in Trainyard's imports, to the last byte: libvips 8.18 averages
    whole blocks of pixels, then filters in whole numbers, first down and then across."""
    down, across = shrinks(*pixels.shape[:2])
    if down > 1:
        pixels = reduced(pixels, down)
    if across > 1:
        pixels = sideways(reduced, pixels, across)
    if min(down, across) < 1:
        pixels = np.clip(enlarged(sideways(enlarged, pixels, across), down), 0, 255)
    height, width = pixels.shape[:2]
    top, left = (HEIGHT - height) // 2, (WIDTH - width) // 2
    framed = np.zeros((HEIGHT, WIDTH, pixels.shape[2]), int)
    framed[top : top + height, left : left + width] = pixels
    return framed


def sideways(change, pixels, shrink):
    return change(pixels.swapaxes(0, 1), shrink).swapaxes(0, 1)


def reduced(pixels, shrink):
    """Fewer lines, by Lanczos's filter; while there are far too many of them, the means of blocks first."""
    length = int(len(pixels) / shrink + 0.5)
    group = max(1, len(pixels) // (2 * length))
    beyond = (length * shrink - len(pixels)) / group
    if group > 1:
        count = -(-len(pixels) // group)
        lines = np.minimum(np.arange(count * group), len(pixels) - 1)
        sums = pixels[lines].reshape(count, group, *pixels.shape[1:]).sum(1, dtype=np.int64)
        pixels = ((sums + group // 2) * (2**24 // group)) >> 24
    shrink /= group
    points = np.arange(2 * round(3 * shrink) + 1)
    places = (np.arange(length) + 0.5) * shrink - beyond / 2
    x = (points - (rounded_between(places)[:, None] + len(points) / 2 - 1)) / shrink
    weights = np.where(np.abs(x) <= 3, np.sinc(x) * np.sinc(x / 3), 0)
    first = np.floor(places)[:, None] - len(points) // 2
    return np.clip(weighed(pixels, first + points, weights / weights.sum(1, keepdims=True)), 0, 255)


def enlarged(pixels, shrink):
    """More lines, or as many, by cubic splines, half a line off the middle."""
    step = min(1, shrink)
    places = np.arange(int(len(pixels) / step + 0.5)) * step - 0.5
    x = rounded_between(places)
    outside = (1 - x) * -0.5 * x
    before, after = (1 - x) * outside, x * outside
    tilt = after - before
    weights = np.stack([before, 1 - x - before + tilt, x - after - tilt, after], 1)
    return weighed(pixels, np.floor(places)[:, None] + np.arange(-1, 3), weights)


def rounded_between(places):
    """Where between two lines, from 0 to 1 in steps of 1 / 64."""
    return ((np.floor(places * 128).astype(int) % 128 + 1) >> 1) / 64


def weighed(pixels, lines, weights):
    """Sums of lines by their weights, in steps of 1 / 4096; beyond the edges lie copies of the last line."""
    lines = np.clip(lines.astype(int), 0, len(pixels) - 1)
    weights = (weights * 4096).astype(int)
    sums = [np.tensordot(its, pixels[those], 1) for its, those in zip(weights, lines)]
    return (np.array(sums) + 2048) >> 12


def print_answers(outputs):
    """The likeliest classes, the first one first."""
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    likelihoods = powers / powers.sum(axis=1, keepdims=True)
    for row, order in zip(likelihoods, np.argsort(-outputs, axis=1, kind="stable")):
        print(", ".join(f"{CLASSES[i]} {row[i]:.1%}" for i in order[:3]))


def check():
    """Compares the model's answers with those that Trainyard recorded of the same samples."""
    recorded = load_file(HERE / "answers.safetensors")
    outputs = answers_of(WEIGHTS, recorded["inputs"])
    apart = float(np.abs(outputs - recorded["outputs"]).max())
    print(f"The largest difference in the answers to {len(outputs)} samples is {apart:.1e}.")
    if not apart <= 1e-5 * max(1, float(np.abs(outputs).max())):
        raise SystemExit("That is more than rounding explains.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="compare the answers with recorded ones")
    predicting = commands.add_parser("predict", help="say what the model makes of files")
    predicting.add_argument("files", nargs="+", type=Path, metavar="PICTURE")
    predicting.add_argument("--weights", type=Path, default=WEIGHTS)
    training = commands.add_parser("train", help="train it again as the run was")
    training.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="of the dataset, in a library")
    training.add_argument("--steps", type=int, help="end after so many")
    training.add_argument("--log", type=Path, metavar="CSV", help="where to write the loss of each step")
    training.add_argument("--save", type=Path, default=Path("trained.safetensors"), help="where the weights go")
    hosts = "this is one of several processes: the first one's address and port, how many, which (nothing under Slurm)"
    training.add_argument("--hosts", nargs="*", metavar="HOST", help=hosts)
    options = parser.parse_args()
    if options.command == "check":
        check()
    elif options.command == "predict":
        inputs = []
        for file in options.files:
            try:
                inputs.append(read_inputs(file))
            except (OSError, ValueError) as error:
                raise SystemExit(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
        inputs = np.concatenate(inputs)
        print_answers(answers_of(options.weights, inputs))
    else:
        if options.hosts is not None:
            address, *numbers = options.hosts or [None]
            jax.distributed.initialize(address, *map(int, numbers))  # before anything else is asked of JAX
        losses = []
        model = train(options.data, options.steps, losses)
        if jax.process_index() == 0:
            save(model, options.save)
        if options.log:
            rows = [f"{step},{loss!r}" for step, loss in enumerate(losses, 1)]
            options.log.write_text("\n".join(["step,loss", *rows]) + "\n")


if __name__ == "__main__":
    main()
