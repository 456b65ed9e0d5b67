import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { StudioClient } from '@shared/contract/client';
import { UsageError } from './usage-error';

/** A run may have thousands; `trainyard checkpoints` lists them. */
const MOST_STEPS = 8;

/**
 * The checkpoint that a person means: `best`, `last`, its id, or the step that it was saved at. Without validation
 * nothing is best, and the last one is what there is.
 *
 * @param option what it was given by
 * @throws {UsageError} when the run has none, or none of that step
 */
export async function findCheckpointSummary(
  client: StudioClient,
  run: string,
  text: string,
  option = '--checkpoint',
): Promise<CheckpointSummary> {
  const checkpoints = await client.checkpoints.list({ run });
  const last = checkpoints.find((one) => one.last) ?? checkpoints.at(-1);
  if (last === undefined) throw new UsageError(`Run ${run} has no checkpoint yet: train it first.`, option);
  if (text === 'last') return last;
  if (text === 'best') return checkpoints.find(({ best }) => best) ?? last;
  const found = checkpoints.findLast(({ id, step }) => id === text || String(step) === text);
  if (found) return found;
  const steps = checkpoints.map(({ step }) => step);
  const shown = steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS), 'and so on'] : steps;
  throw new UsageError(
    `${option} must name best, last or one of the steps ${shown.join(', ')} of run ${run}, not "${text}".`,
    option,
  );
}
