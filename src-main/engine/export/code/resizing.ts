import type { Resize } from '@shared/contract/dataset';
import { definitions } from './python';

const SHRINKS: Record<Resize, string> = {
  stretch: `    return min(height / HEIGHT, height), min(width / WIDTH, width)`,
  fit: `    shrink = max(height / HEIGHT, width / WIDTH)  # the whole picture, in bars
    return min(shrink, height), min(shrink, width)`,
  crop: `    shrink = min(height / HEIGHT, width / WIDTH)  # as much of its middle as fills it
    return min(shrink, height), min(shrink, width)`,
};

const FRAMED: Record<Resize, string> = {
  stretch: `    return pixels`,
  fit: `    height, width = pixels.shape[:2]
    top, left = (HEIGHT - height) // 2, (WIDTH - width) // 2
    framed = np.zeros((HEIGHT, WIDTH, pixels.shape[2]), int)
    framed[top : top + height, left : left + width] = pixels
    return framed`,
  crop: `    top, left = (pixels.shape[0] - HEIGHT + 1) // 2, (pixels.shape[1] - WIDTH + 1) // 2
    return pixels[top : top + HEIGHT, left : left + WIDTH]`,
};

/**
 * Definitions of `decode_smaller(file)` and `bring_to_size(pixels)`, which bring a picture to size as imports do it: the
 * Python of `bringToSize`.
 */
export const resizing = (resize: Resize): string =>
  definitions(
    'HEIGHT, WIDTH, _ = INPUT_SHAPE',
    `def shrinks(height, width):
    """How many times higher and wider a picture is than it is to become."""
${SHRINKS[resize]}`,
    `def decoded(file):
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
    return file.crop((0, 0, *size))`,
    `def bring_to_size(pixels):
    """A picture of the model's size. It is brought to it as in Trainyard's imports, to the last byte: libvips 8.18 averages
    whole blocks of pixels, then filters in whole numbers, first down and then across."""
    down, across = shrinks(*pixels.shape[:2])
    if down > 1:
        pixels = reduced(pixels, down)
    if across > 1:
        pixels = sideways(reduced, pixels, across)
    if min(down, across) < 1:
        pixels = np.clip(enlarged(sideways(enlarged, pixels, across), down), 0, 255)
${FRAMED[resize]}`,
    `def sideways(change, pixels, shrink):
    return change(pixels.swapaxes(0, 1), shrink).swapaxes(0, 1)`,
    `def reduced(pixels, shrink):
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
    return np.clip(weighed(pixels, first + points, weights / weights.sum(1, keepdims=True)), 0, 255)`,
    `def enlarged(pixels, shrink):
    """More lines, or as many, by cubic splines, half a line off the middle."""
    step = min(1, shrink)
    places = np.arange(int(len(pixels) / step + 0.5)) * step - 0.5
    x = rounded_between(places)
    outside = (1 - x) * -0.5 * x
    before, after = (1 - x) * outside, x * outside
    tilt = after - before
    weights = np.stack([before, 1 - x - before + tilt, x - after - tilt, after], 1)
    return weighed(pixels, np.floor(places)[:, None] + np.arange(-1, 3), weights)`,
    `def rounded_between(places):
    """Where between two lines, from 0 to 1 in steps of 1 / 64."""
    return ((np.floor(places * 128).astype(int) % 128 + 1) >> 1) / 64`,
    `def weighed(pixels, lines, weights):
    """Sums of lines by their weights, in steps of 1 / 4096; beyond the edges lie copies of the last line."""
    lines = np.clip(lines.astype(int), 0, len(pixels) - 1)
    weights = (weights * 4096).astype(int)
    sums = [np.tensordot(its, pixels[those], 1) for its, those in zip(weights, lines)]
    return (np.array(sums) + 2048) >> 12`,
  );
