/**
 * Numbers along one axis of a picture, as libvips 8.18 resamples them: for its height `outer` is 1 and `inner` a whole row,
 * for its width `outer` is its rows and `inner` its channels.
 */
export interface Lines {
  pixels: Uint8Array;
  outer: number;
  length: number;
  inner: number;
}

/** Weights are whole numbers, of which so many are 1. */
const ONE = 4096;
const SHIFT = 12;
/** Between two pixels there are so many places that weights are made for. */
const PLACES = 64;
/** Whole groups of pixels are averaged first, for as long as so many times the wanted number of them is left. */
const GAP = 2;

/** The mean of each group of `by` neighbours; the last pixel fills the last group up. */
export function averaged({ pixels, outer, length, inner }: Lines, by: number): Lines {
  const groups = Math.ceil(length / by);
  const out = new Uint8Array(outer * groups * inner);
  const sums = new Int32Array(inner);
  const share = Math.floor(2 ** 24 / by);
  for (let group = 0; group < outer * groups; group++) {
    const [from, first] = [Math.floor(group / groups) * length, (group % groups) * by];
    sums.fill(by >> 1);
    for (let step = 0; step < by; step++) {
      const at = (from + Math.min(first + step, length - 1)) * inner;
      for (let i = 0; i < inner; i++) sums[i]! += pixels[at + i]!;
    }
    for (let i = 0; i < inner; i++) out[group * inner + i] = (sums[i]! * share) / 2 ** 24;
  }
  return { pixels: out, outer, length: groups, inner };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));
const lanczos = (x: number): number => (Math.abs(x) <= 3 ? sinc(x) * sinc(x / 3) : 0);

/** Halves go to the even number. */
const roundedEven = (x: number): number => {
  const down = Math.floor(x);
  const isUp = x - down > 0.5 || (x - down === 0.5 && down % 2 === 1);
  return isUp ? down + 1 : down;
};

function lanczosWeights(points: number, shrink: number, offset: number): Int32Array {
  const middle = offset + points / 2 - 1;
  const weights = Array.from({ length: points }, (_, at) => lanczos((at - middle) / shrink));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Int32Array.from(weights, (weight) => Math.trunc((weight / sum) * ONE));
}

/** Which of the weights between two pixels belong to a place. */
const placeBetween = (place: number): number =>
  ((Math.floor(place * 2 * PLACES) & (2 * PLACES - 1)) + 1) >> 1;

/** Fewer numbers, by Lanczos's filter with three lobes. @param shrink how many times fewer, above 1 */
export function reduced(lines: Lines, shrink: number): Lines {
  const length = Math.floor(lines.length / shrink + 0.5);
  const by = Math.max(1, Math.floor(lines.length / length / GAP));
  const beyond = (length * shrink - lines.length) / by;
  const { pixels, outer, inner, length: from } = by > 1 ? averaged(lines, by) : lines;
  const rest = shrink / by;
  const points = 2 * roundedEven(3 * rest) + 1;
  const weights = Array.from({ length: PLACES + 1 }, (_, at) => lanczosWeights(points, rest, at / PLACES));
  const out = new Uint8Array(outer * length * inner);
  const sums = new Int32Array(inner);
  for (let k = 0; k < length; k++) {
    const place = (k + 0.5) * rest - beyond / 2;
    const first = Math.floor(place) - Math.ceil(points / 2) + 1;
    const its = weights[placeBetween(place)]!;
    for (let o = 0; o < outer; o++) {
      sums.fill(ONE >> 1);
      for (let point = 0; point < points; point++) {
        const weight = its[point]!;
        const at = (o * from + Math.min(Math.max(first + point, 0), from - 1)) * inner;
        for (let i = 0; i < inner; i++) sums[i]! += weight * pixels[at + i]!;
      }
      const to = (o * length + k) * inner;
      for (let i = 0; i < inner; i++) out[to + i] = Math.min(Math.max(sums[i]! >> SHIFT, 0), 255);
    }
  }
  return { pixels: out, outer, length, inner };
}

/** Catmull and Rom's weights of four neighbours. @param x where between the middle two, from 0 to 1 */
function cubicWeights(x: number): number[] {
  const outside = (1 - x) * -0.5 * x;
  const [before, after] = [(1 - x) * outside, x * outside];
  const tilt = after - before;
  return [before, 1 - x - before + tilt, x - after - tilt, after].map((weight) => Math.trunc(weight * ONE));
}

/** Of each of the larger number of lines: the four that it is made of, and their weights. */
function cubicTaps(length: number, shrink: number): { lines: number[]; weights: number[] }[] {
  const step = Math.min(1, shrink);
  const weights = Array.from({ length: PLACES + 1 }, (_, at) => cubicWeights(at / PLACES));
  return Array.from({ length: Math.floor(length / step + 0.5) }, (_, k) => {
    // libvips 8.18 is half a pixel off the middle here, also along a side that is not made larger.
    const place = k * step - 0.5;
    const first = Math.floor(place) - 1;
    return {
      lines: [0, 1, 2, 3].map((tap) => Math.min(Math.max(first + tap, 0), length - 1)),
      weights: weights[placeBetween(place)]!,
    };
  });
}

/**
 * A picture that is made larger along one side or both, by cubic splines.
 *
 * @param shrinks below 1 where it becomes larger; along a side that does not, it keeps its length
 */
export function enlarged(
  pixels: Uint8Array,
  { height, width, channels }: { height: number; width: number; channels: number },
  shrinks: { down: number; across: number },
): { pixels: Uint8Array; height: number; width: number } {
  const [down, across] = [cubicTaps(height, shrinks.down), cubicTaps(width, shrinks.across)];
  const inner = across.length * channels;
  // Between the two passes numbers may lie outside of what a pixel can be.
  const wide = new Int32Array(height * inner);
  for (let y = 0; y < height; y++) {
    for (const [x, { lines, weights }] of across.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = ONE >> 1;
        for (let tap = 0; tap < 4; tap++) {
          sum += weights[tap]! * pixels[(y * width + lines[tap]!) * channels + channel]!;
        }
        wide[y * inner + x * channels + channel] = sum >> SHIFT;
      }
    }
  }
  const out = new Uint8Array(down.length * inner);
  for (const [y, { lines, weights }] of down.entries()) {
    for (let i = 0; i < inner; i++) {
      let sum = ONE >> 1;
      for (let tap = 0; tap < 4; tap++) sum += weights[tap]! * wide[lines[tap]! * inner + i]!;
      out[y * inner + i] = Math.min(Math.max(sum >> SHIFT, 0), 255);
    }
  }
  return { pixels: out, height: down.length, width: across.length };
}
