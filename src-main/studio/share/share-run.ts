import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { makeFolders } from '../../durable/make-folders';
import { ENDED_STATES } from '@shared/contract/run';
import {
  isRunFileName,
  MANIFEST_NAME,
  RUN_FILE_ENDING,
  runFileName,
  type RunFileManifest,
  type SharedCheckpoints,
} from '@shared/open/run-file';
import { renameSynced } from '../../durable/atomic-file';
import { isDiskFull } from '../../durable/disk-full';
import { Refusal } from '../refusal';
import type { RunRecord } from '../run-record';
import type { Runs } from '../runs/runs';
import { writeZip } from '../../zip/zip-writer';

export interface ShareWishes {
  checkpoints: SharedCheckpoints;
  /** an absolute path; left out: the library's folder `shared` */
  to: string | undefined;
}

export interface SharedFile {
  path: string;
  bytes: number;
  checkpoints: number;
}

async function chosenCheckpoints(
  runs: Runs,
  record: RunRecord,
  wanted: SharedCheckpoints,
): Promise<string[]> {
  if (wanted === 'none') return [];
  const sound = (await runs.keeper.list(record)).filter(({ problem }) => problem === '');
  return sound.filter(({ best, last }) => wanted === 'all' || best || last).map(({ id }) => id);
}

/** The files of a run that go along, by their paths within its folder. */
async function filesOf(folder: string, checkpoints: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter(isRunFileName)
    .filter((path) => {
      const [root, id] = path.split('/');
      return root !== 'checkpoints' || checkpoints.has(id!);
    })
    .sort();
}

async function targetOf(libraryFolder: string, record: RunRecord, to: string | undefined): Promise<string> {
  if (to === undefined) {
    const folder = join(libraryFolder, 'shared');
    await makeFolders(folder);
    return join(folder, runFileName(record.name));
  }
  if (!isAbsolute(to)) throw Refusal.of('to', `${to} is no absolute path: say where the file is to lie.`);
  return to.endsWith(RUN_FILE_ENDING) ? to : `${to}${RUN_FILE_ENDING}`;
}

/**
 * Writes a run into one file: all that was recorded of it, and the checkpoints that are wanted.
 *
 * @throws Refusal when it is under way, or the file cannot be written
 */
export async function shareRun(
  runs: Runs,
  record: RunRecord,
  { checkpoints, to }: ShareWishes,
): Promise<SharedFile> {
  const { library, appVersion } = runs.options;
  if (!ENDED_STATES.includes(record.document.state)) {
    throw Refusal.of(
      'run',
      `${record.name} is ${record.document.state}: pause or stop it first, so that what is shared is whole.`,
    );
  }
  const path = await targetOf(library.folder, record, to);
  if (await stat(path).catch(() => undefined)) {
    throw Refusal.of('to', `${path} is there already: choose another name, or remove that file.`);
  }
  const ids = await chosenCheckpoints(runs, record, checkpoints);
  // Nothing removes one of them meanwhile.
  const holds = await Promise.all(ids.map((id) => runs.keeper.hold(record, id)));
  const held = new Set(ids.filter((_, place) => holds[place] !== undefined));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const names = await filesOf(record.folder, held);
    await makeFolders(dirname(path));
    await rm(temporary, { force: true });
    const zip = await writeZip(temporary);
    try {
      const files: RunFileManifest['files'] = [];
      for (const name of names) {
        files.push({ path: name, ...(await zip.addFile(name, join(record.folder, name))) });
      }
      const manifest: RunFileManifest = {
        kind: 'trainyard-run',
        version: 1,
        run: record.id,
        name: record.name,
        appVersion,
        sharedAt: new Date().toISOString(),
        files,
      };
      await zip.addText(MANIFEST_NAME, JSON.stringify(manifest, null, 1));
      await zip.finish();
    } finally {
      await zip.close();
    }
    await renameSynced(temporary, path);
    return { path, bytes: (await stat(path)).size, checkpoints: held.size };
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof Refusal || !(error instanceof Error) || !('code' in error)) throw error;
    const why = isDiskFull(error) ? 'the disk is full' : error.message;
    throw Refusal.of('to', `${path} could not be written: ${why}.`);
  } finally {
    for (const release of holds) release?.();
  }
}
