import { py } from './python';
import type { ScriptPlan } from './script-plan';

const FILLS = { mean: 'np.nanmean(numbers, axis=0)', median: 'np.nanmedian(numbers, axis=0)' } as const;

/** What the model's normalization goes by, as `engine/train/adapt-normalization.ts` works it out. */
export function normalization({ hasNormalization, model }: ScriptPlan): string {
  if (!hasNormalization) return '';
  const { input } = model;
  const give = (mean: string, variance: string, fill: string) =>
    `
    arrays = {"mean": ${mean}, "variance": ${variance}, "fill": ${fill}}
    return {f"layers.0.{name}": array.astype(np.float32) for name, array in arrays.items()}
`;
  const head = `
def adapted(data, training):
    """Mean and variance of each ${input.type === 'table' ? 'column' : 'channel'} over the samples that are trained on, for the model's normalization."""`;
  if (input.type === 'pictures') {
    return `${head}
    channels = data.inputs[training].reshape(-1, INPUT_SHAPE[-1])
    # It is enough to count how often each of the 256 levels comes.
    shares = np.stack([np.bincount(channel, minlength=256) for channel in channels.T]) / len(channels)
    levels = np.arange(256) / 255
    mean = shares @ levels
    variance = (shares * (levels - mean[:, None]) ** 2).sum(axis=1)
    variance[variance == 0] = 1${give('mean', 'variance', 'mean')}`;
  }
  if (input.type === 'numbers') {
    return `${head}
    numbers = data.inputs[training].reshape(-1, INPUT_SHAPE[-1]).astype(float)
    mean, variance = np.nan_to_num(np.nanmean(numbers, axis=0)), np.nan_to_num(np.nanvar(numbers, axis=0))
    variance[variance == 0] = 1${give('mean', 'variance', 'mean')}`;
  }
  const { columns } = input;
  const numbers = columns.filter((column) => column.type === 'number');
  const fills = new Set(numbers.map(({ fill }) => fill));
  const only = fills.size === 1 ? [...fills][0] : undefined;
  const hasCategories = numbers.length < columns.length;
  if (numbers.length === 0) {
    return `${head}
    # Categories are 0 and 1 already, so there are no others.
    width = INPUT_SHAPE[0]${give('np.zeros(width)', 'np.ones(width)', 'np.zeros(width)')}`;
  }
  const isMissing = numbers.some(({ missing }) => missing > 0);
  const fill =
    only === undefined
      ? `np.choose(fills, [mean, ${FILLS.median}, np.zeros_like(mean)])`
      : only === 'mean'
        ? 'mean.copy()'
        : only === 'median'
          ? FILLS.median
          : 'np.zeros_like(mean)';
  const codes = { mean: 0, median: 1, zero: 2 } as const;
  const perNumber = columns.flatMap((column) =>
    column.type === 'number' ? [codes[column.fill]] : column.categories.map(() => 0),
  );
  return `${head}
    numbers = data.inputs[training].astype(float)${isMissing ? '  # what is missing is NaN and does not count' : ''}
    mean, variance = np.nan_to_num(np.nanmean(numbers, axis=0)), np.nan_to_num(np.nanvar(numbers, axis=0))
    variance[variance == 0] = 1${only === undefined ? `\n    fills = ${py(perNumber)}  # by mean, median or zero` : ''}
    fill = ${only === undefined || only === 'median' ? `np.nan_to_num(${fill})` : fill}${
      hasCategories
        ? `
    # The numbers of categories are 0 and 1 already.
    is_category = np.concatenate([[names is not None] * len(names or [0]) for _, names in COLUMNS])
    mean[is_category], variance[is_category], fill[is_category] = 0, 1, 0`
        : ''
    }${give('mean', 'variance', 'fill')}`;
}
