/** Side of the square picture that a digit is framed in, in pixels. */
export const FRAME_SIDE = 28;
/** Side of the square that the ink itself fills, in pixels. */
export const FRAME_BOX = 20;

/** Pixels darker than this part of the brightest one do not count as ink when the ink's box is looked for. */
const INK = 1 / 8;

/** One axis of the resampling: output `i` is the weighted sum of `taps` inputs from `first[i]` on. */
interface Axis {
  first: Int32Array;
  taps: Int32Array;
  weights: Float32Array;
  stride: number;
}

const columns = newAxis();
const rows = newAxis();
let narrowed = new Float32Array(FRAME_BOX * 64);
const boxed = new Float32Array(FRAME_BOX * FRAME_BOX);

/**
 * Brings a grey drawing into the frame that MNIST's digits stand in: the ink's bounding box is scaled, aspect
 * kept, into 20×20 pixels, its brightest pixel becomes 255, and it is put into 28×28 so that its centre of
 * mass lies in the middle, as far as the box stays inside. Training data, drawn input and dropped pictures
 * all come through here, so that a network sees the same thing everywhere.
 *
 * @param picture `height × width` bytes, row by row, white (255) ink on black (0)
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param out where to write, at least 784 bytes from `offset` on
 * @returns `out`: 28 × 28 bytes, row by row; all 0 for a picture without ink
 * @throws RangeError when `picture` is smaller than `width × height` or `out` is too small
 */
export function frameDrawing(
  picture: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  out: Uint8Array = new Uint8Array(FRAME_SIDE * FRAME_SIDE),
  offset = 0,
): Uint8Array {
  const inRange = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!inRange || picture.length < width * height) {
    throw new RangeError(`A picture of ${picture.length} bytes cannot be ${width} × ${height} pixels.`);
  }
  if (out.length < offset + FRAME_SIDE * FRAME_SIDE) throw new RangeError('No room for a framed picture.');
  out.fill(0, offset, offset + FRAME_SIDE * FRAME_SIDE);

  let brightest = 0;
  const size = width * height;
  for (let i = 0; i < size; i++) if (picture[i]! > brightest) brightest = picture[i]!;
  if (brightest === 0) return out;

  const ink = brightest * INK;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (picture[i]! <= ink) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  const inkWidth = right - left + 1;
  const inkHeight = bottom - top + 1;
  const scale = FRAME_BOX / Math.max(inkWidth, inkHeight);
  const boxWidth = Math.max(1, Math.round(inkWidth * scale));
  const boxHeight = Math.max(1, Math.round(inkHeight * scale));
  layOut(columns, inkWidth, boxWidth);
  layOut(rows, inkHeight, boxHeight);

  if (narrowed.length < boxWidth * inkHeight) narrowed = new Float32Array(boxWidth * inkHeight);
  for (let y = 0; y < inkHeight; y++) {
    const row = (top + y) * width + left;
    for (let x = 0; x < boxWidth; x++) {
      const from = row + columns.first[x]!;
      const taps = columns.taps[x]!;
      const weight = x * columns.stride;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += picture[from + k]! * columns.weights[weight + k]!;
      narrowed[y * boxWidth + x] = sum;
    }
  }

  let mass = 0;
  let massX = 0;
  let massY = 0;
  let peak = 0;
  for (let y = 0; y < boxHeight; y++) {
    const from = rows.first[y]! * boxWidth;
    const taps = rows.taps[y]!;
    const weight = y * rows.stride;
    for (let x = 0; x < boxWidth; x++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += narrowed[from + k * boxWidth + x]! * rows.weights[weight + k]!;
      boxed[y * boxWidth + x] = sum;
      mass += sum;
      massX += sum * (x + 0.5);
      massY += sum * (y + 0.5);
      if (sum > peak) peak = sum;
    }
  }

  const originX = place(massX / mass, boxWidth);
  const originY = place(massY / mass, boxHeight);
  const gain = 255 / peak;
  for (let y = 0; y < boxHeight; y++) {
    const to = offset + (originY + y) * FRAME_SIDE + originX;
    for (let x = 0; x < boxWidth; x++) out[to + x] = Math.round(boxed[y * boxWidth + x]! * gain);
  }
  return out;
}

/** Where a box `length` pixels long begins if its centre of mass is to lie in the middle of the frame. */
function place(centreOfMass: number, length: number): number {
  const origin = Math.round(FRAME_SIDE / 2 - centreOfMass);
  return Math.min(Math.max(origin, 0), FRAME_SIDE - length);
}

function newAxis(): Axis {
  return {
    first: new Int32Array(FRAME_BOX),
    taps: new Int32Array(FRAME_BOX),
    weights: new Float32Array(FRAME_BOX * 16),
    stride: 16,
  };
}

/** Weights of a triangle filter as wide as an output pixel, or as an input pixel where that is larger. */
function layOut(axis: Axis, inputs: number, outputs: number): void {
  const ratio = inputs / outputs;
  const reach = Math.max(1, ratio);
  axis.stride = Math.ceil(2 * reach) + 1;
  if (axis.weights.length < outputs * axis.stride) axis.weights = new Float32Array(outputs * axis.stride);
  for (let i = 0; i < outputs; i++) {
    const centre = (i + 0.5) * ratio;
    const first = Math.max(0, Math.ceil(centre - reach - 0.5));
    const last = Math.min(inputs - 1, Math.floor(centre + reach - 0.5));
    const weight = i * axis.stride;
    let sum = 0;
    for (let k = first; k <= last; k++) {
      const value = 1 - Math.abs(k + 0.5 - centre) / reach;
      axis.weights[weight + k - first] = value;
      sum += value;
    }
    for (let k = 0; k <= last - first; k++) axis.weights[weight + k]! /= sum;
    axis.first[i] = first;
    axis.taps[i] = last - first + 1;
  }
}
