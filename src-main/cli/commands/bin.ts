import { machineOf } from '@shared/machines/machine-id';
import { counted } from '@shared/sweep/sweep-words';
import { size, table, time } from '../in-words';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';

/** The discarded runs and sweeps, newest first. */
export async function listBin({ client, output }: Session): Promise<ExitCode> {
  const [entries, sweeps] = [await client.bin.list(), await client.sweeps.discarded()];
  for (const entry of entries) output.event({ event: 'discarded', ...entry });
  for (const sweep of sweeps) output.event({ event: 'discarded-sweep', ...sweep });
  if (entries.length + sweeps.length === 0) output.line('The bin is empty.');
  if (entries.length > 0) {
    const rows = entries.map(({ run, name, bytes, discardedAt }) => [
      run,
      name,
      size(bytes),
      time(discardedAt),
    ]);
    for (const line of table(['run', 'name', 'size', 'discarded'], rows)) output.line(line);
  }
  if (sweeps.length > 0) {
    const rows = sweeps.map(({ sweep, name, runs, discardedAt }) => [
      sweep,
      name,
      String(runs.length),
      time(discardedAt),
    ]);
    for (const line of table(['sweep', 'name', 'runs with it', 'discarded'], rows)) output.line(line);
  }
  return 0;
}

/** The discarded run that is meant. @throws {UsageError} when there is none, or more than one */
async function discardedRun({ client }: Session, text: string): Promise<string> {
  // What lies in the bin of another machine stands in no list here.
  if (machineOf(text) !== undefined) return text;
  const entries = await client.bin.list();
  const matches = entries.filter(({ run, name }) => run === text || name === text);
  const [found, second] = matches;
  if (!found || second) {
    const why = second ? `means ${matches.length} discarded runs: give an id` : 'is not in the bin';
    throw new UsageError(`"${text}" ${why}: see \`trainyard bin\`.`, 'run');
  }
  return found.run;
}

/** Brings a discarded run back, by its id or its name. */
export async function restoreFromBin(session: Session, text: string): Promise<ExitCode> {
  const { client, output } = session;
  const run = await client.bin.restore({ run: await discardedRun(session, text) });
  output.event({ event: 'run', ...run });
  output.line(`Run ${run.id} (${run.name}) is back.`);
  return 0;
}

/** Deletes what was discarded, for good. */
export async function emptyBin({ client, output }: Session, yes: boolean): Promise<ExitCode> {
  const [entries, sweeps] = [await client.bin.list(), await client.sweeps.discarded()];
  const all = [
    entries.length > 0 && counted(entries.length, 'run'),
    sweeps.length > 0 && counted(sweeps.length, 'sweep'),
  ].filter((part) => part !== false);
  if (!yes && all.length > 0) {
    throw new UsageError(`This deletes ${all.join(' and ')} for good: add --yes if that is meant.`, '--yes');
  }
  await client.bin.empty({});
  output.event({
    event: 'emptied',
    runs: entries.map(({ run }) => run),
    sweeps: sweeps.map(({ sweep }) => sweep),
  });
  output.line(all.length === 0 ? 'The bin was empty.' : `Deleted for good: ${all.join(' and ')}.`);
  return 0;
}
