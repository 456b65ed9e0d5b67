import { readdir, readlink, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDocumentSchema, DATASET_VERSION, type DatasetDocument } from '@shared/contract/dataset';
import { inputBytes, layoutOf, targetBytes } from '@shared/data/layout';
import type { CheckContext } from './check-context';
import { documentState } from './document-state';
import { checkLeftovers, checkStagings } from './leftovers';

const INDEX_BYTES = Int32Array.BYTES_PER_ELEMENT;
const AGAIN = 'Import the data again; runs that were trained on it are not touched.';

/** What each file of a dataset is to have in bytes. */
function sizesOf(document: DatasetDocument): Map<string, number> {
  const layout = layoutOf(document);
  const sizes = new Map<string, number>();
  for (const { shards } of [document.splits.train, document.splits.test]) {
    for (const { inputs, targets, groups, rows, count } of shards) {
      sizes.set(inputs, count * inputBytes(layout)).set(targets, count * targetBytes(layout));
      if (groups !== undefined) sizes.set(groups, count * INDEX_BYTES);
      if (rows !== undefined) sizes.set(rows, count * INDEX_BYTES);
    }
  }
  return sizes;
}

async function checkOne(context: CheckContext, id: string): Promise<void> {
  const folder = join(context.library.datasets, id);
  if (!(await stat(folder).catch(() => undefined))) {
    const to = await readlink(folder).catch(() => '');
    context.tell(
      folder,
      `It leads to ${to}, which is not there.`,
      'Connect that drive again, or remove the link.',
    );
    return;
  }
  const path = join(folder, 'dataset.json');
  const state = await documentState(path, datasetDocumentSchema, DATASET_VERSION);
  if (state.is === 'missing' && (await readdir(folder)).length === 0) {
    const how = { words: 'It can be removed.', done: 'It was removed.', do: () => rmdir(folder) };
    await context.mend(folder, 'It is an empty folder.', how);
    return;
  }
  if (state.is === 'newer') {
    context.tell(path, 'It was written by a newer Trainyard.', 'It is left as it is: use it with that one.');
    return;
  }
  if (state.is !== 'fine') {
    const why = state.is === 'unreadable' ? ` (${state.why})` : '';
    context.tell(path, `It is missing, torn or damaged${why}, so that the data cannot be used.`, AGAIN);
    return;
  }
  context.result.datasets += 1;
  // Digits that are not all drawn yet are drawn on when they are needed.
  const isDrawn = state.document.source.type === 'drawn-digits';
  for (const [name, bytes] of sizesOf(state.document)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size === bytes || isDrawn) continue;
    const what = found ? `It has ${found.size} bytes where ${bytes} were written.` : 'It is missing.';
    context.tell(join(folder, name), what, AGAIN);
  }
  if (!context.use.isMaking(id)) await checkLeftovers(context, folder);
}

/** Datasets whose files are not those that their documents tell of, and what imports left behind. */
export async function checkDatasets(context: CheckContext, onDone: () => void): Promise<void> {
  for (const entry of await readdir(context.library.datasets, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || !(entry.isDirectory() || entry.isSymbolicLink())) continue;
    context.signal.throwIfAborted();
    if (!context.use.isMaking(entry.name)) await checkOne(context, entry.name);
    onDone();
  }
  await checkStagings(context);
  await checkLeftovers(context, context.library.datasets);
}
