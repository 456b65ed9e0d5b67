import type { StudioClient } from '@shared/contract/client';
import type { JobSummary } from '@shared/contract/job';
import { count } from './in-words';
import type { Output } from './output';
import { progressBar } from './progress-bar';
import { RunFailure } from './run-failure';
import { subscribe } from './studio-events';

const show = (job: JobSummary, output: Output) => {
  const share = job.total > 0 ? job.done / job.total : 0;
  output.live(`${job.title}  ${progressBar(share)}  ${count(job.done)} of ${count(job.total)} ${job.unit}`);
};

/**
 * Starts a job and waits until it is done, showing how far it is.
 *
 * @param start gives null when there was nothing to do
 * @returns what the job made: the id of a dataset or an evaluation
 * @throws {RunFailure} with the job's own reason
 */
export async function awaitJob(
  client: StudioClient,
  output: Output,
  start: () => Promise<JobSummary | null>,
): Promise<string | null> {
  const events = await subscribe(client);
  try {
    const started = await start();
    if (!started) return null;
    let job = (await client.jobs.list()).find(({ id }) => id === started.id) ?? started;
    let isSaid = false;
    while (job.state === 'running') {
      if (job.resumed > 0 && !isSaid) {
        output.note(`${job.title} goes on: ${count(job.resumed)} ${job.unit} were done before.`);
        output.event({ event: 'resumed', done: job.resumed, total: job.total });
        isSaid = true;
      }
      show(job, output);
      const event = await events.next();
      if (!event)
        throw new RunFailure(`The studio was closed before "${job.title}" was done: start it again.`);
      if (event.type === 'job' && event.job.id === job.id) job = event.job;
    }
    if (job.state === 'failed') throw new RunFailure(job.reason ?? `"${job.title}" failed.`);
    if (job.note !== null) output.note(job.note);
    return job.result;
  } finally {
    output.live('');
    await events.end();
  }
}
