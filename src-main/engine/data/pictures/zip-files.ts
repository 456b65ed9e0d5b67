import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError, readingFailed } from '../data-error';
import { climbsOut } from '../../../zip/entry-path';
import { ZipArchive, ZipEntryError } from '../../../zip/zip-archive';
import type { ZipEntry } from '../../../zip/zip-directory';
import { FileFault } from './file-fault';
import { Gate } from './gate';
import { MOST_FILE_BYTES, tooLarge, type PictureFiles } from './picture-files';

/** Lists a zip archive. @throws DataError when it is none, or not sound */
export async function openZip(path: string): Promise<PictureFiles> {
  await checkMagic(path);
  const archive = await ZipArchive.open(path);
  const entries = new Map<string, ZipEntry>();
  const folders = new Set<string>();
  const gate = new Gate(MOST_FILE_BYTES);
  const refused: { path: string; what: string }[] = [];
  for (const entry of archive.entries) {
    const refuse = (what: string) => refused.push({ path: entry.path.slice(0, 300), what });
    if (climbsOut(entry.path)) refuse('its path leads out of the archive');
    else if (entry.isLink) refuse('it is a link, not a file');
    else if (entry.isFolder) addFolders(folders, entry.path.slice(0, -1));
    else if (entries.has(entry.path)) refuse('another file of the archive has the same path');
    else {
      entries.set(entry.path, entry);
      addFolders(folders, entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/'))));
    }
  }
  return {
    name: basename(path),
    isArchive: true,
    files: [...entries.values()].map((entry) => ({ path: entry.path })),
    folders: [...folders],
    refused,
    notes: [],
    withBytes: (file, work) => withEntry(archive, entries.get(file.path)!, gate, work),
    stampOf: async (file) => stampOf(entries.get(file.path)!),
    close: () => archive.close(),
  };
}

function addFolders(folders: Set<string>, path: string): void {
  for (let at = path; at !== '' && !folders.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    folders.add(at);
  }
}

/** Of what is in the archive at this place. */
const stampOf = ({ crc, bytes, packedBytes, method }: ZipEntry): string =>
  `${crc} ${bytes} ${packedBytes} ${method}`;

async function withEntry<T>(
  archive: ZipArchive,
  entry: ZipEntry,
  gate: Gate,
  work: (bytes: Uint8Array, stamp: string) => Promise<T>,
): Promise<T> {
  const { bytes, packedBytes } = entry;
  if (Math.max(bytes, packedBytes) > MOST_FILE_BYTES) throw tooLarge(Math.max(bytes, packedBytes));
  return gate.pass(bytes + packedBytes, async () => {
    const unpacked = await archive.read(entry).catch((error: unknown) => {
      if (error instanceof ZipEntryError) throw new FileFault('unreadable', error.message, { cause: error });
      throw error;
    });
    return work(unpacked, stampOf(entry));
  });
}

/** What people pick instead of a zip file, by its first bytes. */
const OTHERS: readonly [string, readonly number[]][] = [
  ['a gzip file', [0x1f, 0x8b]],
  ['a 7z file', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a RAR file', [0x52, 0x61, 0x72, 0x21]],
  ['an XZ file', [0xfd, 0x37, 0x7a, 0x58]],
  ['a bzip2 file', [0x42, 0x5a, 0x68]],
];

async function checkMagic(path: string): Promise<void> {
  const start = new Uint8Array(4);
  try {
    const handle = await open(path, 'r');
    try {
      await handle.read(start, 0, start.length, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingFailed(error, path);
  }
  // An empty archive begins with its end.
  if (start[0] === 0x50 && start[1] === 0x4b) return;
  const other = OTHERS.find(([, magic]) => magic.every((byte, at) => start[at] === byte));
  throw new DataError(
    `${path} is ${other ? other[0] : 'no zip file'}: unpack it, or choose a folder or a zip file with a folder of pictures for each class.`,
    'path',
  );
}
