import type { LayerRecord } from '../contract/recorded';
import { isFrozen } from '../spec/layer';
import { only, withActivation, withClip, withLowerRate } from './mends';
import type { Advice, RecordedRun } from './recorded-run';
import { median } from './statistics';

/** A first layer whose gradient is this part of the last one's learns nothing. */
const VANISHED = 1e-3;
/** Fewer layers do not have it by their depth. */
const LEAST_LAYERS = 4;
/** Gradients are spikes when they are this many times the usual, and this many times the first ones. */
const SPIKE = 100;
const ABOVE_FIRST = 10;
const LEAST_ROWS = 10;

const NAMES: Partial<Record<string, string>> = {
  conv2d: 'convolution',
  depthwiseConv2d: 'depthwise convolution',
};

function nameOf({ spec }: RecordedRun, layer: number): string {
  const type = spec.model.layers[layer]?.type ?? 'layer';
  return `${layer + 1} (${NAMES[type] ?? type})`;
}
const inWords = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const trained = ({ spec }: RecordedRun, layers: readonly LayerRecord[]) =>
  layers.filter(({ layer, gradients }) => {
    const its = spec.model.layers[layer];
    return gradients !== null && its !== undefined && !isFrozen(its);
  });

/** Layers that got no gradient at all, while one behind them did, at the end of each of the last epochs. */
export function deadLayers(run: RecordedRun): Advice | undefined {
  const last = run.details.slice(-2);
  if (last.length < 2) return undefined;
  const deadIn = (layers: readonly LayerRecord[]) => {
    const all = trained(run, layers);
    const alive = all.findLastIndex(({ gradients }) => (gradients?.norm ?? 0) > 0);
    return all.slice(0, Math.max(0, alive)).filter(({ gradients }) => gradients?.norm === 0);
  };
  const [before, now] = last.map(({ layers }) => new Set(deadIn(layers).map(({ layer }) => layer)));
  const dead = [...(now ?? [])].filter((layer) => before?.has(layer));
  if (dead.length === 0) return undefined;
  return {
    kind: 'dead-layers',
    title: `${dead.length === 1 ? 'Layer' : 'Layers'} ${inWords(dead.map((layer) => nameOf(run, layer)))} got no gradient in the last epochs: ${dead.length === 1 ? 'its' : 'their'} units are dead.`,
    why: 'Their activations are zero for every sample, so nothing before them can learn any more. Most often one step that was too long did it.',
    mends: only(withLowerRate(run.spec), withActivation(run.spec, 'gelu', ['relu'])),
  };
}

/** Gradients that shrink from layer to layer until the first ones get nothing. */
export function vanishingGradients(run: RecordedRun): Advice | undefined {
  const layers = trained(run, run.details.at(-1)?.layers ?? []);
  const [first, last] = [layers[0], layers.at(-1)];
  if (layers.length < LEAST_LAYERS || !first?.gradients || !last?.gradients) return undefined;
  const share = first.gradients.norm / last.gradients.norm;
  if (!(share > 0 && share < VANISHED)) return undefined;
  return {
    kind: 'vanishing-gradients',
    title: `The gradient of layer ${nameOf(run, first.layer)} is ${Number((1 / share).toPrecision(2)).toLocaleString('en')} times smaller than that of layer ${nameOf(run, last.layer)}: it vanishes on its way.`,
    why: 'The first layers get almost nothing to learn from, so the depth of the model is of no use.',
    mends: only(withActivation(run.spec, 'relu', ['sigmoid', 'tanh'])),
  };
}

/** Gradients that are now and then far larger than they usually are, while nothing cuts them down. */
export function explodingGradients({ spec, norms }: RecordedRun): Advice | undefined {
  if (spec.optimizer.clip.by !== 'none') return undefined;
  const values = Array.from(norms.gradientNorm);
  if (values.length < LEAST_ROWS) return undefined;
  const usual = median(values.filter(Number.isFinite));
  const began = Math.max(...values.slice(0, 3));
  const at = values.findIndex(
    (value, row) => row >= 3 && value > SPIKE * usual && value > ABOVE_FIRST * began,
  );
  if (at < 0) return undefined;
  const figure = (value: number) => String(Number(value.toPrecision(2)));
  return {
    kind: 'exploding-gradients',
    title: `The gradient's length jumped to ${figure(values[at]!)} at step ${norms.step[at]}, where ${figure(usual)} is usual.`,
    why: 'One such step can undo what many have learnt. Clipping cuts its length and keeps its direction.',
    mends: [withClip()],
  };
}
