import type { ParameterInfo } from '@shared/model/parameters';

/** What the name of a weight's running mean begins with, in checkpoints. */
const PREFIX = 'ema.';

export const emaName = (name: string): string => `${PREFIX}${name}`;

/** What a weight's running mean is loaded from: itself, or the weight where the arrays have no running means. */
export function emaSource(info: ParameterInfo, arrays: readonly { name: string }[]): ParameterInfo {
  const name = emaName(info.name);
  return arrays.some((array) => array.name === name) ? { ...info, name } : info;
}

/**
 * The model of a checkpoint for a run that begins anew with it: running means, where it has them, are the weights.
 */
export function asPlainWeights<T extends { name: string }>(arrays: readonly T[]): T[] {
  const means = new Map(arrays.map((array) => [array.name, array]));
  return arrays
    .filter(({ name }) => !name.startsWith(PREFIX))
    .map((array) => {
      const mean = means.get(emaName(array.name));
      return mean === undefined ? array : { ...mean, name: array.name };
    });
}
