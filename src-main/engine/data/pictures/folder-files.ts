import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { errorCode, readingFailed } from '../data-error';
import { FileFault } from './file-fault';
import { fileStamp } from './file-stamp';
import { Gate } from './gate';
import { QuickReads } from './quick-reads';
import { MOST_FILE_BYTES, tooLarge, type ListedFile, type PictureFiles } from './picture-files';

/** Deeper than anybody sorts pictures; a limit for links that lead in circles. */
const DEEPEST = 24;

/** Lists a folder with all below it; links are followed. @throws DataError when the folder itself cannot be read */
export async function openFolder(root: string, signal?: AbortSignal): Promise<PictureFiles> {
  const files: ListedFile[] = [];
  const folders: string[] = [];
  const notes: string[] = [];
  const gate = new Gate(MOST_FILE_BYTES);
  const quick = new QuickReads();

  const walk = async (path: string, above: readonly string[]): Promise<void> => {
    signal?.throwIfAborted();
    const own = await realpath(join(root, path));
    if (above.includes(own) || above.length > DEEPEST) {
      notes.push(`The folder ${path} was left out: it leads back to itself, or too deep.`);
      return;
    }
    for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      let [isFolder, isFile] = [entry.isDirectory(), entry.isFile()];
      if (entry.isSymbolicLink()) {
        const target = await stat(join(root, inner)).catch(() => undefined);
        // A link to nowhere is a file that cannot be read.
        [isFolder, isFile] = [target?.isDirectory() === true, target === undefined || target.isFile()];
      }
      if (isFile) files.push({ path: inner });
      if (!isFolder) continue;
      folders.push(inner);
      await walk(inner, [...above, own]).catch((error: unknown) => {
        const code = errorCode(error);
        if (code === undefined) throw error;
        notes.push(`The folder ${inner} could not be read (${code}), and what is in it was left out.`);
      });
    }
  };

  await walk('', []).catch((error: unknown) => {
    throw readingFailed(error, root);
  });
  return {
    name: basename(resolve(root)),
    isArchive: false,
    files,
    folders,
    refused: [],
    notes,
    withBytes: (file, work) =>
      withFileBelow(join(root, file.path), quick, gate, work).catch((error: unknown) => {
        throw faultOf(error);
      }),
    stampOf: (file) => stat(join(root, file.path)).then(fileStamp, () => undefined),
    close: async () => {},
  };
}

async function withFileBelow<T>(
  path: string,
  quick: QuickReads,
  gate: Gate,
  work: (bytes: Uint8Array, stamp: string) => Promise<T>,
): Promise<T> {
  const small = quick.read(path);
  if (small !== undefined) return work(small.bytes, small.stamp);
  const handle = await open(path, 'r');
  try {
    const status = await handle.stat();
    if (status.size > MOST_FILE_BYTES) throw tooLarge(status.size);
    return await gate.pass(status.size, async () => work(await handle.readFile(), fileStamp(status)));
  } finally {
    await handle.close();
  }
}

/** The system's errors are about one file each. */
function faultOf(error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  const isGone = code === 'ENOENT' || code === 'ELOOP';
  const what = isForbidden
    ? 'it may not be read'
    : isGone
      ? 'it is not there'
      : `it could not be read (${code})`;
  return new FileFault('unreadable', what, { cause: error });
}
