import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepDocumentSchema } from '@shared/contract/sweep';
import type { CheckContext } from './check-context';
import { checkLines } from './check-logs';
import { documentState } from './document-state';
import { checkLeftovers } from './leftovers';

/** A journal that was written to this short a time ago may be written to just now. */
const STANDS_STILL_MS = 60_000;

/** Sweeps whose documents cannot be read, and lines of journals that were torn. */
export async function checkSweeps(context: CheckContext): Promise<void> {
  const { sweeps } = context.library;
  for (const name of await readdir(sweeps).catch(() => [])) {
    if (name.startsWith('.')) continue;
    const folder = join(sweeps, name);
    const { is } = await documentState(join(folder, 'sweep.json'), sweepDocumentSchema);
    if (is !== 'fine') {
      const found =
        is === 'newer' ? 'It was written by a newer Trainyard.' : 'It is missing, torn or damaged.';
      const mend =
        'It is left as it is: put the file back from a backup. The runs of the sweep are not touched.';
      context.tell(join(folder, 'sweep.json'), found, mend);
      continue;
    }
    const journal = join(folder, 'journal.jsonl');
    const found = await stat(journal).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > STANDS_STILL_MS) await checkLines(context, journal);
  }
  await checkLeftovers(context, sweeps);
}
