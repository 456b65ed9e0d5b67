import type { DatasetTarget } from '@shared/contract/dataset';
import { answerLength } from '@shared/inference/answers';
import type { Sample } from '../../../format/samples';

/** Points of a field along each side. */
export const FIELD_SIDE = 80;
/** Points of a curve. */
const CURVE_POINTS = 240;
/** Around the data, as a share of its extent. */
const ROOM = 0.04;

export interface Span {
  min: number;
  max: number;
}
export interface Extent {
  x: Span;
  y: Span;
}

function spanOf(values: readonly number[]): Span {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(min <= max)) return { min: 0, max: 1 };
  const room = (max - min) * ROOM || Math.abs(max) * ROOM || 0.5;
  return { min: min - room, max: max + room };
}

/** Where samples lie: of two numbers both, of one number that and the value. */
export const extentOf = (
  samples: readonly Pick<Sample, 'numbers' | 'values'>[],
  features: 1 | 2,
): Extent => ({
  x: spanOf(samples.map(({ numbers }) => numbers[0]!)),
  y: spanOf(samples.map(({ numbers, values }) => (features === 1 ? values[0]! : numbers[1]!))),
});

/** The middle of each of so many equal pieces of a span. */
const middles = ({ min, max }: Span, count: number): number[] =>
  Array.from({ length: count }, (_, index) => min + ((index + 0.5) / count) * (max - min));

/** Points of the plane, row by row from the top, as a model of two numbers is shown them. */
export function fieldInputs({ x, y }: Extent): Float32Array<ArrayBuffer> {
  const xs = middles(x, FIELD_SIDE);
  const ys = middles(y, FIELD_SIDE).toReversed();
  return Float32Array.from(ys.flatMap((down) => xs.flatMap((across) => [across, down])));
}

export const curveInputs = ({ x }: Extent): Float32Array<ArrayBuffer> =>
  Float32Array.from(middles(x, CURVE_POINTS));

const bytesOf = (hex: string): [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** At most so opaque, so that the data on it can be seen. */
const MOST_OPAQUE = 0.62;

/**
 * A field as pixels, RGBA. Of classes each point has the colour of the likeliest, the paler the less likely it is; of a
 * value it goes from the first colour for the least to the second for the most.
 *
 * @param answers of all points: see `answersIn`
 * @param colours of the classes, as `#rrggbb`
 */
export function fieldPixels(
  answers: Float32Array,
  target: DatasetTarget,
  colours: readonly string[],
): Uint8ClampedArray<ArrayBuffer> {
  const width = target.names.length;
  const length = answerLength(target);
  const count = answers.length / length;
  const pixels = new Uint8ClampedArray(count * 4);
  const palette = colours.map(bytesOf);
  if (target.type === 'classes') {
    for (let at = 0; at < count; at++) {
      const top = answers[at * length + width]!;
      const sure = Math.max(0, (answers[at * length + top]! - 1 / width) / (1 - 1 / width));
      pixels.set([...palette[top % palette.length]!, 255 * MOST_OPAQUE * sure], at * 4);
    }
    return pixels;
  }
  const { min, max } = spanOf([...answers]);
  const [from, to] = [palette[0]!, palette[1]!];
  for (let at = 0; at < count; at++) {
    const share = (answers[at * length]! - min) / (max - min);
    const mixed = from.map((one, channel) => one + (to[channel]! - one) * share);
    pixels.set([...mixed, 255 * MOST_OPAQUE], at * 4);
  }
  return pixels;
}
