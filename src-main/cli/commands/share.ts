import { resolve } from 'node:path';
import { runFileName, type SharedCheckpoints } from '@shared/open/run-file';
import { findRun } from '../find-run';
import { size } from '../in-words';
import type { ExitCode, Session } from '../session';

export interface ShareCommand {
  name: 'share';
  run: string;
  to: string | undefined;
  checkpoints: SharedCheckpoints;
}

/** Writes a run into one file: here, where it is not said where. */
export async function share(
  { client, output }: Session,
  { run: text, to, checkpoints }: ShareCommand,
): Promise<ExitCode> {
  const { id, name } = await findRun(client, text);
  const shared = await client.runs.share({ run: id, checkpoints, to: resolve(to ?? runFileName(name)) });
  output.event({ event: 'shared', run: id, ...shared });
  const along = shared.checkpoints === 1 ? '1 checkpoint' : `${shared.checkpoints} checkpoints`;
  output.line(`Run ${id} with ${along} is in ${shared.path} (${size(shared.bytes)}).`);
  output.line('`trainyard open FILE` takes it into a library on any machine.');
  return 0;
}

/** Takes a run out of a file into the library. */
export async function openRunFile({ client, output }: Session, file: string): Promise<ExitCode> {
  const run = await client.runs.open({ path: resolve(file) });
  output.event({ event: 'run', ...run });
  output.line(`Run ${run.id} (${run.name}) is in this library now: see \`trainyard show ${run.id}\`.`);
  return 0;
}
