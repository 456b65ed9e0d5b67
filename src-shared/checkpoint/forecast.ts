import { optimizerSlots } from '../model/memory';
import { modelParameters } from '../model/parameters';
import { sizeOf, type Shape } from '../model/shape';
import type { RunSpec } from '../spec/run-spec';
import type { Steps } from '../spec/steps';
import { stepsBefore } from './stands-at';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** The two JSON documents, and a line for each array in the headers. */
const DOCUMENT_BYTES = 4096;

/** Bytes of one checkpoint: weights, running means of them, and what the optimizer remembers. */
export function checkpointBytes(
  { model, optimizer, ema }: Pick<RunSpec, 'model' | 'optimizer' | 'ema'>,
  inputShape: Shape,
): number {
  const perTrained = optimizerSlots(optimizer) + (ema > 0 ? 1 : 0);
  return modelParameters(model.layers, inputShape).reduce(
    (sum, { shape, trained }) => sum + FLOAT * sizeOf(shape) * (trained ? 1 + perTrained : 1),
    DOCUMENT_BYTES,
  );
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
/** How many steps, of those behind `from` up to `to`, are a multiple. */
const multiples = (every: number, from: number, to: number): number =>
  every > 0 ? Math.floor(to / every) - Math.floor(from / every) : 0;

/**
 * How many checkpoints are sure to be saved; those of minutes and of the best cannot be foreseen, and those before the one
 * that a run continues are another run's.
 */
export function surelySaved(
  spec: Pick<RunSpec, 'checkpoint' | 'start'>,
  { perEpoch, total, ofOthers = 0 }: Steps,
): number {
  const { everySteps, everyEpochs } = spec.checkpoint;
  const before = stepsBefore(spec);
  if (total <= before) return 0;
  const [bySteps, byEpochs] = [everySteps, everyEpochs * perEpoch];
  const isEndSaved =
    (bySteps > 0 && total % bySteps === 0) || (byEpochs > 0 && (total - ofOthers) % byEpochs === 0);
  const ofSteps = multiples(bySteps, before, total);
  const ofEpochs = multiples(byEpochs, before - ofOthers, total - ofOthers);
  // Both fall together at every so many-th step behind the first one at which they do.
  const common = bySteps > 0 && byEpochs > 0 ? divisor(bySteps, byEpochs) : 0;
  let ofBoth = 0;
  if (common > 0 && ofOthers % common === 0) {
    let at = ofOthers;
    while (at % bySteps !== 0 && at <= total) at += byEpochs;
    if (at <= total) ofBoth = multiples((bySteps / common) * byEpochs, before - at, total - at);
  }
  return ofSteps + ofEpochs - ofBoth + (isEndSaved ? 0 : 1);
}

export interface DiskForecast {
  saved: number;
  /** of them on the disk at once, at most: a new one is there before an old one goes */
  kept: number;
  bytes: number;
}

/** What a run's checkpoints will take of the disk. */
export function forecastDisk(spec: RunSpec, inputShape: Shape, steps: Steps): DiskForecast {
  const saved = surelySaved(spec, steps);
  const { keep } = spec.checkpoint;
  const nth = keep && keep.everyNth > 0 ? Math.floor(saved / keep.everyNth) : 0;
  const kept = keep ? Math.min(saved, keep.best + keep.last + nth + 1) : saved;
  return { saved, kept, bytes: kept * checkpointBytes(spec, inputShape) };
}
