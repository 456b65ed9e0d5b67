import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LibraryCheck } from '@shared/contract/library-check';
import { runDocumentSchema } from '@shared/contract/run';
import { ownRunIdSchema } from '@shared/spec/run-spec';
import type { Library } from '../library';
import { CheckContext, type LibraryUse } from './check-context';
import { checkDatasets } from './check-datasets';
import { checkLibraryDocuments, checkWeights } from './check-documents';
import { checkRunFolder } from './check-run-folder';
import { checkSweeps } from './check-sweeps';
import { documentState } from './document-state';
import { checkHalfMadeRuns, checkLeftovers, checkLocks } from './leftovers';

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);

/** What lies in the bin and could not be brought back. */
async function checkBin(context: CheckContext): Promise<void> {
  for (const name of await foldersIn(context.library.bin)) {
    if (!ownRunIdSchema.safeParse(name).success) continue;
    const folder = join(context.library.bin, name);
    const { is } = await documentState(join(folder, 'run.json'), runDocumentSchema);
    if (is === 'fine') continue;
    const mend = 'It is left as it is: put the file back from a backup, or remove the folder.';
    context.tell(folder, 'Its run.json cannot be read, so that it is not listed in the bin.', mend);
  }
}

/** A check that has not begun. */
export const newCheck = (mends: boolean): LibraryCheck => ({
  state: 'checking',
  mends,
  done: 0,
  total: 0,
  runs: 0,
  checkpoints: 0,
  evaluations: 0,
  datasets: 0,
  bytes: 0,
  findings: [],
  startedAt: new Date().toISOString(),
  seconds: 0,
  reason: '',
});

/**
 * Looks at all of a library: finds what faults may have left, and mends it where `result` says so. What was confirmed to
 * somebody is never deleted: it is set aside, or named.
 *
 * @param result is filled as it goes on
 */
export async function checkLibrary(
  library: Library,
  use: LibraryUse,
  result: LibraryCheck,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const context = new CheckContext(library, use, result, signal);
  const [runs, datasets] = [await foldersIn(library.runs), await readdir(library.datasets)];
  result.total = runs.length + datasets.filter((name) => !name.startsWith('.')).length;
  const onDone = () => {
    result.done += 1;
    result.seconds = (performance.now() - began) / 1000;
  };
  await checkLocks(context);
  await checkLeftovers(context, library.folder);
  for (const folder of [library.drafts, library.machines, join(library.folder, 'weights')]) {
    await checkLeftovers(context, folder);
  }
  await checkLibraryDocuments(context);
  await checkWeights(context);
  await checkHalfMadeRuns(context);
  for (const name of runs) {
    signal.throwIfAborted();
    await checkRunFolder(context, join(library.runs, name));
    onDone();
  }
  await checkSweeps(context);
  await checkBin(context);
  await checkDatasets(context, onDone);
  result.seconds = (performance.now() - began) / 1000;
}
