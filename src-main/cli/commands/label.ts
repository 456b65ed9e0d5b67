import type { ListedRun } from '@shared/contract/run';
import { findRun } from '../find-run';
import type { LabelCommand } from '../label-arguments';
import type { ExitCode, Session } from '../session';

function wordsFor(command: LabelCommand['name'], { id, tags, notes, experiment }: ListedRun): string {
  switch (command) {
    case 'tag':
      return tags.length === 0 ? `Run ${id} has no tags.` : `Run ${id} is tagged ${tags.join(', ')}.`;
    case 'note':
      return notes === '' ? `Run ${id} has no note.` : `Noted of run ${id}: ${notes}`;
    case 'experiment':
      return experiment === '' ? `Run ${id} is in no experiment.` : `Run ${id} is in ${experiment}.`;
    case 'archive':
      return `Run ${id} is archived: \`trainyard runs --all\` lists it.`;
    case 'unarchive':
      return `Run ${id} is listed again.`;
  }
}

/** Tags a run, notes something of it, puts it into an experiment, or archives it. */
export async function label(
  { client, output }: Session,
  { name, run: text, change }: LabelCommand,
): Promise<ExitCode> {
  const { id } = await findRun(client, text);
  const [run] = await client.runs.label({ changes: [{ ...change, run: id }] });
  if (run === undefined) throw new Error(`Run ${id} was not told of.`);
  output.event({ event: 'run', ...run });
  output.line(wordsFor(name, run));
  return 0;
}
