import type { CheckpointSummary } from '../contract/checkpoint';
import type { EpochRow } from '../contract/run';

type Judged = Pick<CheckpointSummary, 'best' | 'last' | 'epoch' | 'step'>;

/** What a run came to: the best of its checkpoints, or where nothing was validated the last one. */
export const resultOf = <One extends Judged>(checkpoints: readonly One[]): One | undefined =>
  checkpoints.find(({ best }) => best) ?? checkpoints.find(({ last }) => last);

/**
 * "epoch 9, the best". Where the best epoch has no checkpoint, that is said: it cannot be given back.
 *
 * @param best the best of all epochs; null where nothing was validated
 */
export function resultWords(result: Judged, best: Pick<EpochRow, 'epoch' | 'step'> | null): string {
  const at = result.epoch > 0 ? `epoch ${result.epoch}` : `step ${result.step}`;
  if (!result.best) return `${at}, the last`;
  if (best === null || best.step === result.step) return `${at}, the best`;
  return `${at}, the best of those saved (epoch ${best.epoch} was better, and was not saved)`;
}
