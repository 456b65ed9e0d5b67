import type { StudioClient } from '@shared/contract/client';
import { UsageError } from './usage-error';

/**
 * `best`, `last`, or the id of the checkpoint saved at a step.
 *
 * @throws {UsageError} when the run has none, or none of that step
 */
export async function findCheckpoint(client: StudioClient, run: string, text: string): Promise<string> {
  const checkpoints = await client.checkpoints.list({ run });
  if (checkpoints.length === 0) {
    throw new UsageError(`Run ${run} has no checkpoint yet: train it first.`, '--checkpoint');
  }
  if (text === 'best' || text === 'last') return text;
  const found = checkpoints.findLast(({ id, step }) => id === text || String(step) === text);
  if (found) return found.id;
  const steps = checkpoints.map(({ step }) => step).join(', ');
  throw new UsageError(
    `--checkpoint must be best, last or one of the steps ${steps} of run ${run}, not "${text}".`,
    '--checkpoint',
  );
}
