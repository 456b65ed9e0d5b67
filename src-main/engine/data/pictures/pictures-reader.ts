import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceReader } from '../import/source-reader';
import { ZipArchive } from '../../../zip/zip-archive';
import { importPictures } from './import-pictures';
import { inspectPictures } from './inspect-pictures';

const PICTURE_NAME = /\.(png|jpe?g|webp|gif|tiff?|bmp|hei[cf]|avif)$/i;
const HIDDEN = /^(\.|__MACOSX)/;
/** A glance: folders within folders that are looked into, and files that are looked at, at most. */
const DEEPEST = 5;
const MOST_GLANCES = 2000;

/** A folder or a zip file with a folder of pictures for each class. */
export const picturesReader: SourceReader = {
  kind: 'pictures',
  async recognises(path) {
    try {
      const found = await stat(path);
      if (found.isDirectory()) return await hasPictures(path);
      return found.isFile() && (await isZipOfPictures(path));
    } catch {
      return false;
    }
  },
  inspect: inspectPictures,
  import: (source) => importPictures(source),
};

/** Whether there is something called like a picture in a folder below; names are enough to ask for a closer look. */
async function hasPictures(root: string): Promise<boolean> {
  let glances = 0;
  const look = async (folder: string, depth: number): Promise<boolean> => {
    const folders: string[] = [];
    for await (const entry of await opendir(folder)) {
      if (HIDDEN.test(entry.name)) continue;
      if (depth > 0 && PICTURE_NAME.test(entry.name)) return true;
      if (++glances > MOST_GLANCES) return false;
      if (entry.isDirectory() || entry.isSymbolicLink()) folders.push(join(folder, entry.name));
    }
    if (depth === DEEPEST) return false;
    for (const inner of folders) if (await look(inner, depth + 1).catch(() => false)) return true;
    return false;
  };
  return look(root, 0);
}

async function isZipOfPictures(path: string): Promise<boolean> {
  const archive = await ZipArchive.open(path);
  try {
    // Office documents are zip files with pictures in them, too.
    if (archive.entries.some(({ path: name }) => name === '[Content_Types].xml')) return false;
    return archive.entries.some(
      (entry) => entry.path.includes('/') && PICTURE_NAME.test(entry.path) && !HIDDEN.test(entry.path),
    );
  } finally {
    await archive.close();
  }
}
