import { findRun } from '../find-run';
import type { ExitCode, Session } from '../session';

/** Removes the checkpoints of a run that are damaged: nothing can be done with them. */
export async function removeDamaged({ client, output }: Session, runText: string): Promise<ExitCode> {
  const { id: run } = await findRun(client, runText);
  const damaged = (await client.checkpoints.list({ run })).filter(({ problem }) => problem !== '');
  for (const { id: checkpoint } of damaged) {
    await client.checkpoints.removeDamaged({ run, checkpoint });
    output.line(`Checkpoint ${checkpoint} of run ${run} is removed.`);
    output.event({ event: 'checkpoint-removed', run, checkpoint });
  }
  if (damaged.length === 0) output.line(`No checkpoint of run ${run} is damaged.`);
  return 0;
}
