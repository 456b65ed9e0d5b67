import type { CheckpointSummary } from '@shared/contract/checkpoint';
import { checkpointsOf } from './list-checkpoints';
import type { Runs } from './runs/runs';

interface NamedCheckpoint {
  run: string;
  checkpoint: string;
}

/**
 * Pins a checkpoint, so that nothing removes it, or unpins it.
 *
 * @returns what the run has then
 * @throws NotFound
 */
export async function pinCheckpoint(
  runs: Runs,
  { run, checkpoint }: NamedCheckpoint,
  isPinned: boolean,
): Promise<CheckpointSummary[]> {
  const record = runs.record(run);
  await runs.keeper.pin(record, checkpoint, isPinned);
  runs.news.tellCheckpoints(record);
  return checkpointsOf(runs, run);
}

/**
 * Removes a checkpoint that is damaged.
 *
 * @returns what the run has then
 * @throws Refusal when it is sound; NotFound
 */
export async function removeDamagedCheckpoint(
  runs: Runs,
  { run, checkpoint }: NamedCheckpoint,
): Promise<CheckpointSummary[]> {
  const record = runs.record(run);
  await runs.keeper.removeDamaged(record, checkpoint);
  runs.news.tellCheckpoints(record);
  return checkpointsOf(runs, run);
}
