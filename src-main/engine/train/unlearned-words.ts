import type { EpochRow } from '@shared/contract/run';
import { small } from '@shared/spec/check-words';
import type { RunSpec } from '@shared/spec/run-spec';

/** A loss that ended this many times as high as it began has come of a model that learnt nothing. */
const WORSE = 1.1;
/**
 * Where a model was trained before, the loss of its first batch may be near zero, and that of any other batch many times
 * as high: it has to have lost as much again, and this much at least.
 */
const WORSE_THAN_TRAINED = 2;
const CLEARLY = 0.5;

/**
 * Says so when a run has ended higher than it began: it may have blown up without ever leaving the numbers. A training
 * loss alone may be high for good reasons, such as dropout and augmentation: where the validation loss ended lower, the
 * model has learnt.
 *
 * @param firstLoss of the first step; null where it is not known
 * @param last its last epoch
 */
export function unlearnedWords(
  { start, weights }: Pick<RunSpec, 'start' | 'weights'>,
  firstLoss: number | null,
  last: Pick<EpochRow, 'trainLoss' | 'valLoss'> | undefined,
): string | undefined {
  if (firstLoss === null || last === undefined) return undefined;
  const limit =
    start || weights ? Math.max(WORSE_THAN_TRAINED * firstLoss, firstLoss + CLEARLY) : WORSE * firstLoss;
  if (Math.min(last.trainLoss, last.valLoss ?? last.trainLoss) <= limit) return undefined;
  return `The training loss ended at ${small(last.trainLoss)}, above the ${small(firstLoss)} that it began with: the model has unlearned rather than learned. Lower the learning rate, or clip gradients.`;
}
