import type { Layer } from '../spec/layer';
import { newOptimizer } from '../spec/optimizer';
import type { Mend } from '../spec/problem';
import type { RunSpec } from '../spec/run-spec';

/** A rate with the two digits that are worth typing. */
export const rounded = (rate: number): number => Number(rate.toPrecision(2));

export function withRate(rate: number): Mend {
  const value = rounded(rate);
  return { label: `Learning rate ${value}`, changes: [{ path: 'optimizer.learningRate', value }] };
}

/** A rate of more than this many times the usual one is far off. */
const FAR_OFF = 100;

/** A tenth of the rate; where that would still be far off, what is usual for the optimizer. */
export function withLowerRate({ optimizer: { name, learningRate } }: RunSpec): Mend {
  const usual = newOptimizer[name]().learningRate;
  return withRate(learningRate > FAR_OFF * usual ? usual : learningRate / 10);
}

export const withClip = (): Mend => ({
  label: 'Clip gradients at norm 1',
  changes: [{ path: 'optimizer.clip', value: { by: 'global-norm', max: 1 } }],
});

const isOutput = (layers: readonly Layer[], at: number) =>
  !layers.slice(at + 1).some((layer) => 'units' in layer || 'filters' in layer);

/** Dropout before the last layer; undefined where there is some already. */
export function withDropout({ model: { layers } }: RunSpec): Mend | undefined {
  const last = layers.findLastIndex((layer) => layer.type === 'dense');
  if (last < 1 || layers.some(({ type }) => type === 'dropout')) return undefined;
  const value = layers.toSpliced(last, 0, { type: 'dropout', rate: 0.3 });
  return { label: 'Add dropout 0.3', changes: [{ path: 'model.layers', value }] };
}

/** Each hidden layer with another activation, drawn as suits it; undefined where none would change. */
export function withActivation(
  { model: { layers } }: RunSpec,
  to: 'relu' | 'gelu',
  from: readonly string[],
): Mend | undefined {
  const value = layers.map((layer, at): Layer => {
    if (!('activation' in layer) || !from.includes(layer.activation)) return layer;
    if (layer.type === 'activation') return { ...layer, activation: to };
    return isOutput(layers, at) ? layer : { ...layer, activation: to, initializer: 'he-normal' };
  });
  if (value.every((layer, at) => layer === layers[at])) return undefined;
  const name = to === 'relu' ? 'ReLU' : 'GELU';
  return { label: `Use ${name} in the hidden layers`, changes: [{ path: 'model.layers', value }] };
}

export const only = (...mends: readonly (Mend | undefined)[]): Mend[] =>
  mends.filter((mend) => mend !== undefined);
