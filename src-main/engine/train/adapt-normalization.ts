import type { DatasetInput, Fill } from '@shared/contract/dataset';
import { inputShapeOf, widthOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';
import type { SampleRows } from './step-runner';

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

function medianOf(values: number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Mean and variance (of the whole, as scikit-learn's StandardScaler) of each column or channel over chosen samples, in
 * float64. What is missing does not count; what never changes is not scaled.
 *
 * @param indices of the samples, those of the training part only
 */
export function adaptNormalization(
  { inputs }: Pick<SampleRows, 'inputs'>,
  input: DatasetInput,
  indices: Int32Array,
): Normalization {
  const rules = rulesOf(input);
  const channels = rules.length;
  const size = sizeOf(inputShapeOf(input));
  const unit = inputs instanceof Uint8Array ? 255 : 1;
  const counts = new Float64Array(channels);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const each = (visit: (channel: number, value: number) => void) => {
    for (const index of indices) {
      for (let i = 0, channel = 0; i < size; i++) {
        const value = inputs[index * size + i]! / unit;
        if (!Number.isNaN(value)) visit(channel, value);
        channel = channel + 1 === channels ? 0 : channel + 1;
      }
    }
  };
  each((channel, value) => {
    counts[channel]!++;
    sums[channel]! += value;
  });
  const means = sums.map((sum, channel) => (counts[channel]! > 0 ? sum / counts[channel]! : 0));
  // Around the mean, so that nothing is lost where values are large and close together.
  each((channel, value) => {
    squares[channel]! += (value - means[channel]!) ** 2;
  });
  const result: Normalization = {
    mean: new Float32Array(channels),
    variance: new Float32Array(channels).fill(1),
    fill: new Float32Array(channels),
  };
  for (const [channel, rule] of rules.entries()) {
    if (rule === 'as it is') continue;
    const variance = counts[channel]! > 0 ? squares[channel]! / counts[channel]! : 0;
    result.mean[channel] = means[channel]!;
    result.variance[channel] = variance > 0 ? variance : 1;
    if (rule === 'mean') result.fill[channel] = means[channel]!;
    if (rule === 'median') {
      const values = Array.from(indices, (index) => inputs[index * size + channel]!);
      result.fill[channel] = medianOf(values.filter((value) => !Number.isNaN(value)));
    }
  }
  return result;
}

/** The values of a model's normalization by the names of its arrays; none where it begins with something else. */
export function adaptedArrays(
  spec: RunSpec,
  samples: Pick<SampleRows, 'inputs'>,
  input: DatasetInput,
  indices: Int32Array,
): Map<string, Float32Array> {
  if (!isNormalizing(spec)) return new Map();
  const { mean, variance, fill } = adaptNormalization(samples, input, indices);
  return new Map([
    ['layers.0.mean', mean],
    ['layers.0.variance', variance],
    ['layers.0.fill', fill],
  ]);
}

/** Whether a model begins with a normalization, which has to know all training samples. */
export const isNormalizing = ({ model }: RunSpec): boolean => model.layers[0]?.type === 'normalization';
