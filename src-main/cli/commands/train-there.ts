import type { RunSummary } from '@shared/contract/run';
import { size } from '../in-words';
import { progressBar } from '../progress-bar';
import type { Session } from '../session';
import { subscribe } from '../studio-events';

/** Starts a run on another machine, and shows how far its data is on its way there. */
export async function createThere(
  { client, output }: Session,
  spec: unknown,
  on: string,
): Promise<RunSummary> {
  const events = await subscribe(client);
  const show = async () => {
    for (let event = await events.next(); event; event = await events.next()) {
      if (event.type !== 'job' || event.job.type !== 'send-dataset') continue;
      const { title, state, done, total } = event.job;
      if (state !== 'running') output.live('');
      else if (total > 0) {
        output.live(`${title}  ${progressBar(done / total)}  ${size(done)} of ${size(total)}`);
      }
      output.event({ event: 'sending', state, done, total });
    }
  };
  const showing = show();
  try {
    return await client.runs.create({ spec, on });
  } finally {
    await events.end();
    await showing;
    output.live('');
  }
}
