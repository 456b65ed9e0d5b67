import { sizeOf } from '@shared/model/shape';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import type { SampleArray } from '../train/step-runner';
import type { ExportedModel } from './exported-model';

/** How far from their mean numbers are drawn, in standard deviations. */
const SPREAD = 2;

/** The first layer's mean and variance of each of its channels, where it is a normalization. */
function spreadOf({ weights }: ExportedModel): { mean: Float32Array; variance: Float32Array } | undefined {
  const valuesOf = (name: string) => weights.find((array) => array.name === name)?.values;
  const [mean, variance] = [valuesOf('layers.0.mean'), valuesOf('layers.0.variance')];
  return mean && variance && { mean, variance };
}

/**
 * Inputs that nobody measured, of the model's own kind: any bytes for pictures; for tables and numbers what is near the
 * mean of those that it was trained on, one of the categories, and gaps where columns have them.
 */
export function madeUpSamples(model: ExportedModel, count: number): SampleArray {
  const { input, inputShape, spec } = model;
  const size = sizeOf(inputShape);
  const random = new CountedRandom(0, Purpose.madeUp, 0, size);
  if (input.type === 'pictures') {
    return Uint8Array.from({ length: count * size }, () => random.uint32() & 0xff);
  }
  const spread = spec.model.layers[0]?.type === 'normalization' ? spreadOf(model) : undefined;
  const number = (at: number) => {
    const channel = spread ? at % spread.mean.length : 0;
    const away = SPREAD * (2 * random.uniform() - 1);
    return spread ? spread.mean[channel]! + away * Math.sqrt(spread.variance[channel]!) : away;
  };
  const inputs = new Float32Array(count * size);
  if (input.type === 'numbers') return inputs.map((_, at) => number(at % size));
  for (let row = 0; row < count; row++) {
    let at = 0;
    for (const column of input.columns) {
      const isGap = column.missing > 0 && random.uniform() < 0.1;
      if (column.type === 'number') {
        inputs[row * size + at] = isGap && spread ? Number.NaN : number(at);
        at += 1;
      } else {
        const chosen = Math.floor(random.uniform() * column.categories.length);
        if (!isGap) inputs[row * size + at + chosen] = 1;
        at += column.categories.length;
      }
    }
  }
  return inputs;
}
