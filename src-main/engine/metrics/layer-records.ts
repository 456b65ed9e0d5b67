import type { LayerRecord } from '@shared/contract/recorded';
import type { ParameterInfo } from '@shared/model/parameters';
import type { NamedArray } from '../checkpoint/safetensors';
import type { ArrayLengths, MeasuredStep } from '../train/step-runner';
import { histogramOf, lengthOf } from './histogram';

const spreadOf = (arrays: readonly Float32Array[]) => {
  const histogram = histogramOf(arrays);
  return histogram === undefined ? null : { norm: lengthOf(arrays), histogram };
};

const common = (lengths: readonly ArrayLengths[], pick: (one: ArrayLengths) => number): number =>
  Math.sqrt(lengths.reduce((sum, one) => sum + pick(one) ** 2, 0));

/** The change of a step as a share of what was changed; null where that is no number. */
export function updateRatioOf(lengths: readonly ArrayLengths[]): number | null {
  const ratio = common(lengths, ({ update }) => update) / common(lengths, ({ weight }) => weight);
  return Number.isFinite(ratio) ? ratio : null;
}

export const weightNormOf = (lengths: readonly ArrayLengths[]): number =>
  common(lengths, ({ weight }) => weight);

/**
 * What is recorded of each layer that is trained.
 *
 * @param weights as they are at the end of the epoch
 * @param measured the last full step of the epoch with its gradients; undefined when it was not taken by this engine
 */
export function layerRecords(
  parameters: readonly ParameterInfo[],
  weights: readonly NamedArray[],
  measured: MeasuredStep | undefined,
): LayerRecord[] {
  const trained = parameters.filter((info) => info.trained);
  const layers = [...new Set(trained.map(({ layer }) => layer))];
  return layers.map((layer) => {
    const names = new Set(trained.filter((info) => info.layer === layer).map(({ name }) => name));
    const of = (arrays: readonly NamedArray[]) =>
      spreadOf(arrays.filter(({ name }) => names.has(name)).map(({ values }) => values));
    const lengths = measured?.lengths.filter(({ name }) => names.has(name)) ?? [];
    return {
      layer,
      weights: of(weights),
      gradients: of(measured?.gradients ?? []),
      updateRatio: lengths.length > 0 ? updateRatioOf(lengths) : null,
    };
  });
}
