import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { findRun } from '../find-run';
import { count, size, table } from '../in-words';
import type { ExitCode, Session } from '../session';

/** Says what a policy would remove and what that frees; removes it when that is agreed to. */
export async function cleanUp(
  { client, output }: Session,
  { runs: asked, keep, yes }: { runs: readonly string[]; keep: KeepPolicy; yes: boolean },
): Promise<ExitCode> {
  const named = await Promise.all(asked.map((text) => findRun(client, text)));
  const runs = named.length > 0 ? named : await client.runs.list();
  const found = await client.checkpoints.removable({ runs: runs.map(({ id }) => id), keep });
  if (found.length === 0) {
    output.line('Nothing would be removed.');
    return 0;
  }
  const gone = yes ? await client.checkpoints.cleanUp({ keep, checkpoints: found }) : found;
  for (const one of gone)
    output.event({ event: yes ? 'checkpoint-removed' : 'checkpoint-removable', ...one });
  const bytesOf = (of: typeof gone) => of.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = runs.flatMap(({ id, name }) => {
    const its = gone.filter(({ run }) => run === id);
    return its.length === 0 ? [] : [[id, name, count(its.length), size(bytesOf(its))]];
  });
  for (const line of table(['run', 'name', 'checkpoints', 'size'], rows)) output.line(line);
  const what = `${count(gone.length)} checkpoints, ${size(bytesOf(gone))}`;
  output.line(yes ? `\nRemoved ${what}.` : `\n${what} would be removed: do it with --yes.`);
  return 0;
}
