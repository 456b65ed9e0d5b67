import type { DiscardedSweep } from '@shared/contract/sweep';
import { machineOf } from '@shared/machines/machine-id';
import { counted } from '@shared/sweep/sweep-words';
import { findSweep } from '../find-sweep';
import type { ExitCode, Session } from '../session';
import type { SweepCommand } from '../sweep-arguments';
import { UsageError } from '../usage-error';

type ManageCommand = Extract<
  SweepCommand,
  { name: 'sweep-rename' | 'sweep-archive' | 'sweep-unarchive' | 'sweep-discard' | 'sweep-restore' }
>;

async function archive(
  { client, output }: Session,
  { sweep: text, withRuns }: { sweep: string; withRuns: boolean },
  archived: boolean,
): Promise<ExitCode> {
  const { id, trials } = await findSweep(client, text);
  const sweep = await client.sweeps.label({ sweep: id, change: { archived } });
  const known = new Set((await client.runs.list()).map((run) => run.id));
  const runs = withRuns ? trials.flatMap(({ run }) => (run !== null && known.has(run) ? run : [])) : [];
  if (runs.length > 0) await client.runs.label({ changes: runs.map((run) => ({ run, archived })) });
  output.event({ event: 'sweep', ...sweep });
  const what = runs.length > 0 ? `${sweep.name} and its ${counted(runs.length, 'run')}` : sweep.name;
  const are = runs.length > 0 ? 'are' : 'is';
  output.line(
    archived
      ? `${what} ${are} archived: \`trainyard sweep list --all\` lists it.`
      : `${what} ${are} listed again.`,
  );
  return 0;
}

async function discard(
  { client, output }: Session,
  { sweep: text, withRuns }: { sweep: string; withRuns: boolean },
): Promise<ExitCode> {
  const { id } = await findSweep(client, text);
  const gone = await client.sweeps.discard({ sweep: id, runs: withRuns });
  output.event({ event: 'discarded-sweep', ...gone });
  const its = withRuns ? `, and ${counted(gone.runs.length - gone.refused.length, 'run')} with it` : '';
  output.line(`${gone.name} is in the bin${its}: \`trainyard sweep restore ${id}\` brings it back.`);
  for (const why of gone.refused) output.note(why);
  return gone.refused.length > 0 ? 1 : 0;
}

/** The one that is meant, by its id or its name. @throws {UsageError} when there is none, or more than one */
function discarded(sweeps: readonly DiscardedSweep[], text: string): DiscardedSweep {
  const [found, second] = sweeps.filter(({ sweep, name }) => sweep === text || name === text);
  if (found && !second) return found;
  const why = second ? 'means more than one discarded sweep: give an id' : 'is not in the bin';
  throw new UsageError(`"${text}" ${why}: see \`trainyard bin\`.`, 'sweep');
}

/** Renames, archives or discards a sweep, or brings one back. */
export async function manageSweep(session: Session, command: ManageCommand): Promise<ExitCode> {
  const { client, output } = session;
  switch (command.name) {
    case 'sweep-rename': {
      const { id, name: before } = await findSweep(client, command.sweep);
      const sweep = await client.sweeps.label({ sweep: id, change: { name: command.to } });
      output.event({ event: 'sweep', ...sweep });
      output.line(`Sweep ${id} is called ${sweep.name} now, and was ${before}. Its runs keep their names.`);
      return 0;
    }
    case 'sweep-archive':
    case 'sweep-unarchive':
      return archive(session, command, command.name === 'sweep-archive');
    case 'sweep-discard':
      return discard(session, command);
    case 'sweep-restore': {
      // What lies in the bin of another machine stands in no list here.
      const { sweep: id, runs } =
        machineOf(command.sweep) === undefined
          ? discarded(await client.sweeps.discarded(), command.sweep)
          : { sweep: command.sweep, runs: [] };
      const sweep = await client.sweeps.restore({ sweep: id });
      output.event({ event: 'sweep', ...sweep });
      output.line(
        `Sweep ${id} (${sweep.name}) is back${runs.length > 0 ? `, with ${counted(runs.length, 'run')}` : ''}.`,
      );
      return 0;
    }
  }
}
