import type { StudioClient } from '@shared/contract/client';
import { branchedSpec, continuedSpec } from '@shared/spec/derive';
import type { RunSpec } from '@shared/spec/run-spec';
import { findCheckpointSummary } from './find-checkpoint';
import { findRun } from './find-run';
import type { FromCheckpoint } from './train-arguments';
import { UsageError } from './usage-error';

/**
 * The spec of a run that begins at another one's checkpoint, as the window's Continue and Start From make it.
 *
 * @throws UsageError when there is no such run or checkpoint, or it is damaged
 */
export async function specFromRun(client: StudioClient, from: FromCheckpoint): Promise<RunSpec> {
  const runs = await client.runs.list();
  const { id, spec } = await findRun(client, from.run);
  const checkpoint = await findCheckpointSummary(client, id, from.checkpoint, '--from');
  if (checkpoint.problem !== '') {
    throw new UsageError(
      `Checkpoint ${checkpoint.id} of run ${id} is damaged: ${checkpoint.problem} Choose another.`,
      '--from',
    );
  }
  const taken = new Set(runs.map(({ name }) => name));
  if (from.mode === 'continue') return continuedSpec(spec, checkpoint, taken);
  const branched = branchedSpec(spec, checkpoint, taken);
  return { ...branched, start: { ...branched.start!, fit: from.fit } };
}
