import type { SelfTestMeasured } from '@shared/contract/devices';
import type { Backend } from '../backend/backend';
import type { NamedArray } from '../checkpoint/safetensors';
import { measuredModel } from '../speed/measured-models';
import { makeRunner } from '../train/make-runner';
import type { Share } from './arithmetic';
import type { Repeated } from './pace';

/** A slow backend takes fewer. */
const STEPS = { least: 2, most: 20 };

export interface TakenSteps {
  losses: number[];
  weights: NamedArray[];
}

/** Trains the convolutional model that stands for its kind, from its first step on, everything made anew. */
async function train(
  backend: Backend,
  { pace, part }: Omit<Share, 'seconds'>,
  how: Repeated,
): Promise<TakenSteps> {
  const { spec, inputShape, batches } = measuredModel('convolutional', 'float32');
  const runner = makeRunner({ backend, spec, inputShape, batches: [spec.batchSize] });
  const losses: number[] = [];
  try {
    await pace.repeat(part, how, () => {
      losses.push(...runner.train(batches(1, losses.length + 1)).losses);
    });
    return { losses, weights: runner.weights() };
  } finally {
    runner.dispose();
  }
}

const bytesOf = ({ values }: NamedArray): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** The first thing that is another in the second, in words; empty where every bit is the same. */
export function whatDiffers(one: TakenSteps, other: TakenSteps): string {
  const at = one.losses.findIndex((loss, index) => !Object.is(loss, other.losses[index]));
  if (at >= 0) return `the loss of step ${at + 1}`;
  const array = one.weights.find((its, index) => {
    const second = other.weights[index];
    return second === undefined || Buffer.compare(bytesOf(its), bytesOf(second)) !== 0;
  });
  return array ? `the array ${array.name}` : '';
}

/** Takes the same training steps twice and compares every bit of their losses and of the weights that they end with. */
export async function measureRepetition(
  backend: Backend,
  { pace, part: [from, to], seconds }: Share,
): Promise<SelfTestMeasured['repetition']> {
  const half = (from + to) / 2;
  const first = await train(backend, { pace, part: [from, half] }, { ...STEPS, seconds: seconds / 2 });
  const steps = first.losses.length;
  const again = { seconds: 0, least: steps, most: steps };
  const second = await train(backend, { pace, part: [half, to] }, again);
  return { steps, differs: whatDiffers(first, second) };
}
