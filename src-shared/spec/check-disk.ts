import { forecastDisk } from '../checkpoint/forecast';
import { describeModel } from '../model/describe';
import { keepPolicySchema } from './checkpoint-policy';
import { bytes, error, number, set, warning, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { stepsOf } from './steps';

/** Of the free bytes: with less left over, other things of the machine soon run out of space. */
const TIGHT = 0.8;

/**
 * A run whose checkpoints will not fit on the disk, said before it starts.
 *
 * @param bytesFree on the library's disk
 * @param theirs steps of an epoch of the run that it goes on from; see `stepsOf`
 */
export function diskProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  bytesFree: number,
  theirs = 0,
): Problem[] {
  const steps = dataset && stepsOf(spec, dataset, theirs);
  if (!dataset || !steps || describeModel(spec.model.layers, dataset.shape).problem) return [];
  const { kept, bytes: needed } = forecastDisk(spec, dataset.shape, steps);
  if (needed <= bytesFree * TIGHT) return [];
  const few = keepPolicySchema.parse({});
  const withFew = { ...spec, checkpoint: { ...spec.checkpoint, keep: few } };
  const isMended = forecastDisk(withFew, dataset.shape, steps).bytes <= bytesFree * TIGHT;
  const mends = isMended ? [set(`Keep the best and the last ${few.last}`, 'checkpoint.keep', few)] : [];
  const say = needed > bytesFree ? error : warning;
  const what = kept === 1 ? 'A checkpoint takes' : `${number(kept)} checkpoints take`;
  const advice = isMended ? 'keep fewer' : 'save fewer';
  return [
    say(
      'checkpoint.keep',
      `${what} about ${bytes(needed)}, but the disk of the library has ${bytes(bytesFree)} free: ${advice}, or free some space.`,
      ...mends,
    ),
  ];
}
