import { findRun } from '../find-run';
import type { ExitCode, Session } from '../session';

/** Gives a run another name. */
export async function rename(
  { client, output }: Session,
  { run: text, to }: { run: string; to: string },
): Promise<ExitCode> {
  const { id, name: before } = await findRun(client, text);
  const run = await client.runs.rename({ run: id, name: to });
  output.event({ event: 'run', ...run });
  output.line(`Run ${id} is called ${run.name} now, and was ${before}.`);
  return 0;
}
