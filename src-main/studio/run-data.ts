import { lstat, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { RunDocument } from '@shared/contract/run';
import type { RunData } from '@shared/contract/run-data';
import { removeFolder } from '../durable/remove-folder';
import { isWithin } from '../places/is-within';
import { realPlace } from '../places/real-place';
import type { Datasets } from './datasets';
import { Refusal } from './refusal';

type DocumentOfRun = Pick<RunDocument, 'spec' | 'datasetName' | 'datasetFingerprint'>;

/** Where the data of a run is, or might be. */
export async function runData(
  datasets: Datasets,
  { spec, datasetName, datasetFingerprint }: DocumentOfRun,
): Promise<RunData> {
  const id = spec.data.dataset;
  const found = await datasets.find(id);
  const about = { dataset: id, name: datasetName, lookedIn: datasets.folderOf(id) };
  if (found && found.state !== 'damaged') return { ...about, state: 'there', problem: '', same: [] };
  const others = (await datasets.list()).filter(
    (one) => one.id !== id && one.state === 'ready' && one.fingerprint === datasetFingerprint,
  );
  return {
    ...about,
    state: found ? 'damaged' : 'missing',
    problem: found?.problem ?? `There is no folder ${about.lookedIn}.`,
    same: others.map((one) => ({ id: one.id, name: one.name, folder: datasets.folderOf(one.id) })),
  };
}

/**
 * Has the data of a run found again in another folder: one of this library, or one that was put elsewhere. Nothing is
 * copied: a link leads there from where it was.
 *
 * @throws Refusal where that is not a whole dataset, or not the one that the run was trained on
 */
export async function relinkData(datasets: Datasets, run: DocumentOfRun, picked: string): Promise<RunData> {
  const id = run.spec.data.dataset;
  if ((await runData(datasets, run)).state === 'there') {
    throw Refusal.of('path', 'The data of this run is where it was.');
  }
  if (!isAbsolute(picked))
    throw Refusal.of('path', `"${picked}" is no whole path: it has to begin at the root.`);
  const folder = resolve(basename(picked) === 'dataset.json' ? dirname(picked) : picked);
  const there = datasets.folderOf(id);
  if (folder === there) throw Refusal.of('path', 'That is where it was looked for.');
  // What was there is replaced by a link to the folder.
  const replaced = join(await realPlace(dirname(there)), basename(there));
  if (isWithin(replaced, await realPlace(folder))) {
    throw Refusal.of('path', `${folder} lies within what it would replace: move it elsewhere first.`);
  }
  const found = await datasets.lookIn(folder, id);
  if (!found || found.fingerprint === '') {
    throw Refusal.of(
      'path',
      `${folder} is no folder of a dataset: it has no dataset.json that can be read. To bring in the files that it was made of, import them.`,
    );
  }
  if (found.state === 'damaged') throw Refusal.of('path', found.problem ?? `${folder} is damaged.`);
  // Older versions noted none for digits that were still to be drawn.
  const isSame =
    run.datasetFingerprint === ''
      ? found.source === 'drawn-digits'
      : found.fingerprint === run.datasetFingerprint;
  if (!isSame) {
    throw Refusal.of(
      'path',
      `${folder} is another dataset, "${found.name}": its samples are not those that this run was trained on.`,
    );
  }
  if (await lstat(there).catch(() => undefined)) await removeFolder(there);
  const isInside = dirname(folder) === datasets.library.datasets;
  // Within a library by a relative path, so that it can be moved. A junction needs no rights on Windows.
  await symlink(isInside ? relative(join(there, '..'), folder) : folder, there, 'junction');
  datasets.onChange(await datasets.get(id));
  return runData(datasets, run);
}
