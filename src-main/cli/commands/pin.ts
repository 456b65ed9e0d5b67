import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import type { ExitCode, Session } from '../session';

/** Pins a checkpoint, so that nothing removes it, or unpins it. */
export async function pinCheckpoint(
  { client, output }: Session,
  runText: string,
  checkpointText: string,
  isPinned: boolean,
): Promise<ExitCode> {
  const { id: run } = await findRun(client, runText);
  const { id: checkpoint } = await findCheckpointSummary(client, run, checkpointText);
  await client.checkpoints.pin({ run, checkpoint, pinned: isPinned });
  output.line(
    isPinned
      ? `Checkpoint ${checkpoint} of run ${run} is pinned: nothing removes it.`
      : `Checkpoint ${checkpoint} of run ${run} is not pinned any more.`,
  );
  output.event({ event: isPinned ? 'pinned' : 'unpinned', run, checkpoint });
  return 0;
}
