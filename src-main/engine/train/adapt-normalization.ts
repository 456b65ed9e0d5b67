import type { DatasetInput, Fill } from '@shared/contract/dataset';
import { inputShapeOf, widthOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';
import type { VisitRows } from '../data/visit-rows';

/** What a normalization goes by, one number for each column or channel. */
export interface Normalization {
  mean: Float32Array;
  variance: Float32Array;
  fill: Float32Array;
}

/** How a column is taken: categories are 0 and 1 already. */
type Rule = Fill | 'as it is';

function rulesOf(input: DatasetInput): Rule[] {
  if (input.type === 'pictures') return Array.from({ length: input.shape[2] }, () => 'mean');
  if (input.type === 'numbers') return Array.from({ length: input.shape.at(-1)! }, () => 'mean');
  return input.columns.flatMap((column): Rule[] =>
    column.type === 'number' ? [column.fill] : Array.from({ length: widthOf(column) }, () => 'as it is'),
  );
}

/** Values that are kept at once to find medians, in bytes; where all columns need more, they take turns. */
const MEDIAN_BYTES = 256e6;

/** @param sorted ascending */
function middleOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 0;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The median of each of some columns over chosen rows; what is missing does not count. */
async function mediansOf(
  visitRows: VisitRows,
  indices: Int32Array,
  columns: readonly number[],
): Promise<Map<number, number>> {
  const medians = new Map<number, number>();
  const atOnce = Math.max(1, Math.floor(MEDIAN_BYTES / (8 * indices.length)));
  for (let from = 0; from < columns.length; from += atOnce) {
    const some = columns.slice(from, from + atOnce).map((column) => ({
      column,
      values: new Float64Array(indices.length),
      count: 0,
    }));
    await visitRows(indices, (values, at) => {
      for (const its of some) {
        const value = values[at + its.column]!;
        if (!Number.isNaN(value)) its.values[its.count++] = value;
      }
    });
    for (const { column, values, count } of some) {
      medians.set(column, middleOf(values.subarray(0, count).sort()));
    }
  }
  return medians;
}

/** Mean and variance of each channel, as numbers from 0 to 1. */
interface Moments {
  means: Float64Array;
  variances: Float64Array;
}

/** Of bytes: it is enough to count how often each level comes, in one go through the pictures. */
async function byteMoments(
  visitRows: VisitRows,
  indices: Int32Array,
  size: number,
  channels: number,
): Promise<Moments> {
  const counts = new Float64Array(256 * channels);
  await visitRows(indices, (values, at) => {
    for (let channel = 0; channel < channels; channel++) {
      const from = 256 * channel;
      for (let i = at + channel; i < at + size; i += channels) counts[from + values[i]!]!++;
    }
  });
  const total = (indices.length * size) / channels;
  const each = (channel: number, of: (level: number) => number) => {
    let sum = 0;
    for (let level = 0; level < 256; level++) sum += counts[256 * channel + level]! * of(level / 255);
    return total > 0 ? sum / total : 0;
  };
  const means = Float64Array.from({ length: channels }, (_, channel) => each(channel, (level) => level));
  const variances = means.map((mean, channel) => each(channel, (level) => (level - mean) ** 2));
  return { means, variances };
}

/** Of numbers, in two goes: around the mean, so that nothing is lost where values are large and close together. */
async function numberMoments(
  visitRows: VisitRows,
  indices: Int32Array,
  size: number,
  channels: number,
): Promise<Moments> {
  const counts = new Float64Array(channels);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  await visitRows(indices, (values, at) => {
    for (let i = 0, channel = 0; i < size; i++) {
      const value = values[at + i]!;
      if (!Number.isNaN(value)) {
        counts[channel]!++;
        sums[channel]! += value;
      }
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
  });
  const mean = (total: number, channel: number) => (counts[channel]! > 0 ? total / counts[channel]! : 0);
  const means = sums.map(mean);
  await visitRows(indices, (values, at) => {
    for (let i = 0, channel = 0; i < size; i++) {
      const value = values[at + i]!;
      if (!Number.isNaN(value)) squares[channel]! += (value - means[channel]!) ** 2;
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
  });
  return { means, variances: squares.map(mean) };
}

/**
 * Mean and variance (of the whole, as scikit-learn's StandardScaler) of each column or channel over chosen samples, in
 * float64. What is missing does not count; what never changes is not scaled.
 *
 * @param visitRows goes through the inputs, up to two times and once more for medians
 * @param indices of the samples, those of the training part only
 */
export async function adaptNormalization(
  visitRows: VisitRows,
  input: DatasetInput,
  indices: Int32Array,
): Promise<Normalization> {
  const rules = rulesOf(input);
  const channels = rules.length;
  const size = sizeOf(inputShapeOf(input));
  const momentsOf = input.type === 'pictures' ? byteMoments : numberMoments;
  const { means, variances } = await momentsOf(visitRows, indices, size, channels);
  const medians = await mediansOf(
    visitRows,
    indices,
    [...rules.keys()].filter((channel) => rules[channel] === 'median'),
  );
  const result: Normalization = {
    mean: new Float32Array(channels),
    variance: new Float32Array(channels).fill(1),
    fill: new Float32Array(channels),
  };
  for (const [channel, rule] of rules.entries()) {
    if (rule === 'as it is') continue;
    result.mean[channel] = means[channel]!;
    result.variance[channel] = variances[channel]! || 1;
    if (rule === 'mean') result.fill[channel] = means[channel]!;
    if (rule === 'median') result.fill[channel] = medians.get(channel)!;
  }
  return result;
}

/** The values of a model's normalization by the names of its arrays; none where it begins with something else. */
export async function adaptedArrays(
  spec: RunSpec,
  visitRows: VisitRows,
  input: DatasetInput,
  indices: Int32Array,
): Promise<Map<string, Float32Array>> {
  if (!isNormalizing(spec)) return new Map();
  const { mean, variance, fill } = await adaptNormalization(visitRows, input, indices);
  return new Map([
    ['layers.0.mean', mean],
    ['layers.0.variance', variance],
    ['layers.0.fill', fill],
  ]);
}

/** Whether a model begins with a normalization, which has to know all training samples. */
const isNormalizing = ({ model }: RunSpec): boolean => model.layers[0]?.type === 'normalization';
