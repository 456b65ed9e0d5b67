import { size, table, time } from '../in-words';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';

/** The discarded runs, newest first. */
export async function listBin({ client, output }: Session): Promise<ExitCode> {
  const entries = await client.bin.list();
  for (const entry of entries) output.event({ event: 'discarded', ...entry });
  if (entries.length === 0) output.line('The bin is empty.');
  else {
    const rows = entries.map(({ run, name, bytes, discardedAt }) => [
      run,
      name,
      size(bytes),
      time(discardedAt),
    ]);
    for (const line of table(['run', 'name', 'size', 'discarded'], rows)) output.line(line);
  }
  return 0;
}

/** Brings a discarded run back, by its id or its name. */
export async function restoreFromBin({ client, output }: Session, text: string): Promise<ExitCode> {
  const entries = await client.bin.list();
  const matches = entries.filter(({ run, name }) => run === text || name === text);
  const [found, second] = matches;
  if (!found || second) {
    const why = second ? `means ${matches.length} discarded runs: give an id` : 'is not in the bin';
    throw new UsageError(`"${text}" ${why}: see \`trainyard bin\`.`, 'run');
  }
  const run = await client.bin.restore({ run: found.run });
  output.event({ event: 'run', ...run });
  output.line(`Run ${run.id} (${run.name}) is back.`);
  return 0;
}

/** Deletes what was discarded, for good. */
export async function emptyBin({ client, output }: Session, yes: boolean): Promise<ExitCode> {
  const entries = await client.bin.list();
  if (!yes && entries.length > 0) {
    throw new UsageError(
      `This deletes ${entries.length === 1 ? 'one run' : `${entries.length} runs`} for good: add --yes if that is meant.`,
      '--yes',
    );
  }
  await client.bin.empty({});
  output.event({ event: 'emptied', runs: entries.map(({ run }) => run) });
  output.line(entries.length === 0 ? 'The bin was empty.' : `Deleted for good: ${entries.length}.`);
  return 0;
}
