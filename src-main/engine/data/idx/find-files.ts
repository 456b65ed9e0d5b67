import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, readingFailed } from '../data-error';

/** Pictures and labels of one split. */
export interface IdxPair {
  images: string;
  labels: string;
}

const USUAL =
  'train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte';

/**
 * Looks for the usual four files of an IDX dataset, each plain or with `.gz`, with a dash or a dot before
 * `idx`. The two test files may both be absent.
 *
 * @param folder where to look; its subfolders are not searched
 * @throws DataError when the folder or a file is missing
 */
export async function findIdxFiles(folder: string): Promise<{ train: IdxPair; test: IdxPair | undefined }> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw readingFailed(error, folder);
  }
  const find = (prefix: string, kind: string, rank: string): string | undefined => {
    const pattern = new RegExp(`^(?:${prefix})-${kind}[-.]idx${rank}-ubyte(\\.gz)?$`, 'i');
    // Plain before compressed: the shorter name first.
    const found = names
      .filter((name) => pattern.test(name))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    return found[0] === undefined ? undefined : join(folder, found[0]);
  };
  const trainImages = find('train', 'images', '[34]');
  const trainLabels = find('train', 'labels', '1');
  const testImages = find('t10k|test', 'images', '[34]');
  const testLabels = find('t10k|test', 'labels', '1');
  if (!trainImages && !trainLabels && !testImages && !testLabels) {
    throw new DataError(
      `${folder} holds no IDX files: choose the folder with ${USUAL} (plain or .gz).`,
      'path',
    );
  }
  const missing = (name: string) =>
    new DataError(`${join(folder, name)} is missing: put it (plain or .gz) beside the others.`, 'path');
  if (!trainImages) throw missing('train-images-idx3-ubyte');
  if (!trainLabels) throw missing('train-labels-idx1-ubyte');
  if (testImages && !testLabels) throw missing('t10k-labels-idx1-ubyte');
  if (testLabels && !testImages) throw missing('t10k-images-idx3-ubyte');
  return {
    train: { images: trainImages, labels: trainLabels },
    test: testImages && testLabels ? { images: testImages, labels: testLabels } : undefined,
  };
}
