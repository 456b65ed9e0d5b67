import { chmod, copyFile, mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Runtime } from '@shared/runtime/runtimes';
import { renameSynced, syncFile, writeSynced } from '../../durable/atomic-file';
import { replaceFolder } from '../../durable/replace-folder';
import { DataError, writingFailed } from '../../faults/data-error';
import { ZipArchive } from '../../zip/zip-archive';
import { entryBytes } from '../../zip/zip-entry-stream';
import { ADDON_PLACE } from '../backend/native-addon';
import { addressIn } from '../data/catalog/addresses';
import { downloadFile, NoAddressWorked, type Patience } from '../download/download-file';

export interface FetchRuntime {
  runtime: Runtime;
  /** where runtimes are kept, each in a folder of its own */
  runtimesFolder: string;
  /** the addon that this Trainyard was packaged with */
  addon: string;
  /** folders on the web that have the archive, in the order in which they are tried */
  mirrors: readonly URL[];
  onProgress: (done: number, total: number, unit: string) => void;
  signal: AbortSignal;
  patience?: Patience | undefined;
}

/** The libraries lie where the addon looks for them. */
const LIBRARIES = join('deps', 'lib');

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;

/**
 * Fetches a native library, unpacks what is needed of it beside the addon, and puts all of it in place with one rename.
 * What was downloaded before, also by a process that was killed, is gone on with.
 *
 * @throws DataError in one sentence; what has come stays for the next time
 * @throws the signal's reason when aborted
 */
export async function fetchRuntime(wanted: FetchRuntime): Promise<void> {
  const { runtime, runtimesFolder, signal } = wanted;
  const downloads = join(runtimesFolder, '.downloads');
  const staged = join(runtimesFolder, `.${runtime.id}.${process.pid}.tmp`);
  try {
    await mkdir(downloads, { recursive: true });
    await expectSpace(runtime, runtimesFolder, downloads);
    await download(wanted, downloads);
    await unpack(wanted, join(downloads, runtime.archive.name), staged);
    const target = join(runtimesFolder, runtime.id);
    const isThere = await stat(target).catch(() => undefined);
    await (isThere ? replaceFolder(staged, target) : renameSynced(staged, target));
    await rm(join(downloads, runtime.archive.name), { force: true });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw writingFailed(error, runtimesFolder);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** A disk that fills up after ten minutes of downloading is told of before. */
async function expectSpace({ archive, libraries, name }: Runtime, folder: string, downloads: string) {
  const there = await stat(join(downloads, archive.name)).catch(() => undefined);
  const need = archive.bytes - (there?.size ?? 0) + libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= need) return;
  throw new DataError(
    `${name} takes ${megabytes(need)} while it is put in place, and ${megabytes(bavail * bsize)} are free where ${folder} is: free some space and try again.`,
  );
}

async function download({ runtime, mirrors, onProgress, signal, patience }: FetchRuntime, folder: string) {
  const { archive, name, id } = runtime;
  try {
    await downloadFile({
      file: archive,
      folder,
      addresses: mirrors.map((address) => addressIn(address, archive.name)),
      onBytes: (bytes) => onProgress(bytes, archive.bytes, 'bytes'),
      signal,
      ...(patience && { patience }),
    });
  } catch (error) {
    if (!(error instanceof NoAddressWorked)) throw error;
    throw new DataError(
      `${name} could not be fetched (${error.message}): try again later, what has come is kept; or name a mirror (runtime fetch ${id} --mirror ADDRESS); or put the file into ${folder} by hand and try again.`,
      undefined,
      { cause: error },
    );
  }
}

async function unpack({ runtime, addon, onProgress, signal }: FetchRuntime, path: string, staged: string) {
  const archive = await ZipArchive.open(path);
  try {
    const libraries = runtime.libraries.map((library) => library.path);
    const total = runtime.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    for (const wanted of [...libraries, ...runtime.texts]) {
      const entry = archive.entries.find((one) => one.path === wanted);
      if (entry === undefined)
        throw new DataError(`${basename(path)} has no ${wanted}: it is another file than was published.`);
      const target = join(staged, libraries.includes(wanted) ? LIBRARIES : 'licences', basename(wanted));
      await mkdir(dirname(target), { recursive: true });
      const file = await open(target, 'wx');
      try {
        let crc = 0;
        for await (const piece of entryBytes(archive.file, entry, path)) {
          signal.throwIfAborted();
          crc = crc32(piece, crc);
          await file.writeFile(piece);
          done += piece.length;
          onProgress(Math.min(done, total), total, 'bytes unpacked');
        }
        if (crc !== entry.crc) throw new DataError(`${wanted} is damaged in ${basename(path)}: try again.`);
        await syncFile(file, target);
      } finally {
        await file.close();
      }
    }
  } finally {
    await archive.close();
  }
  const place = join(staged, ADDON_PLACE);
  await mkdir(dirname(place), { recursive: true });
  await copyFile(addon, place);
  await chmod(place, 0o755);
  const { id, name, archive: source } = runtime;
  await writeSynced(
    join(staged, 'runtime.json'),
    `${JSON.stringify({ version: 1, id, name, sha256: source.sha256 }, null, 2)}\n`,
  );
}
