import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { sharedFileSchema, type SharedFile } from '@shared/contract/ray-job';
import { renameSynced, writeFileAtomically } from '../../durable/atomic-file';
import { makeFolders } from '../../durable/make-folders';
import { removeFolder } from '../../durable/remove-folder';
import { DataError, errorCode } from '../../faults/data-error';
import { copyVerified, isSameStamp, stampOf, type FileStamp } from '../move/copy-verified';
import { readDocument } from '../read-document';

/** Written last: what the folder holds, each file compared with its hash when it was copied. */
const LIST = 'files.json';
const listSchema = z.object({ version: z.literal(1), files: z.array(sharedFileSchema) });

/** A dataset where the nodes of a cluster find it. */
export interface SharedDataset {
  folder: string;
  files: SharedFile[];
}

/**
 * Puts datasets where the nodes of a cluster find them, each once. A dataset's fingerprint is the same whatever order its
 * samples are in, and the order decides a run's numbers: so its folder is named after the bytes of its files too.
 */
export class DatasetSharing {
  /** hashes of files, for as long as they are what they were */
  readonly #hashes = new Map<string, { stamp: FileStamp; sha256: string }>();
  /** those that are on their way, by their place */
  readonly #coming = new Map<string, Promise<void>>();

  /**
   * @param datasets where the shared ones are
   * @throws DataError where the dataset cannot be read, and the system's error where the shared folder cannot be written
   */
  async share(folder: string, datasets: string): Promise<SharedDataset> {
    const document = await readDocument(join(folder, 'dataset.json'), datasetDocumentSchema);
    if (document === undefined) throw new DataError(`${folder} holds no dataset: import the data again.`);
    const shards = [...document.splits.train.shards, ...document.splits.test.shards];
    const names = shards.flatMap(({ inputs, targets, groups, rows }) =>
      [inputs, targets, groups, rows].filter((name) => name !== undefined),
    );
    const files: SharedFile[] = [];
    // One after the other: they come from one disk.
    for (const name of ['dataset.json', ...names]) files.push(await this.#fileOf(folder, name));
    const content = createHash('sha256').update(JSON.stringify(files)).digest('hex');
    const target = join(datasets, `${document.fingerprint.slice(0, 12)}-${content.slice(0, 24)}`);
    const coming = this.#coming.get(target) ?? this.#bring(folder, files, target);
    this.#coming.set(target, coming);
    try {
      await coming;
    } finally {
      this.#coming.delete(target);
    }
    return { folder: target, files };
  }

  async #fileOf(folder: string, name: string): Promise<SharedFile> {
    const path = join(folder, name);
    const stamp = await stampOf(path);
    const known = this.#hashes.get(path);
    if (known && isSameStamp(known.stamp, stamp)) return { name, bytes: stamp.size, sha256: known.sha256 };
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const sha256 = hash.digest('hex');
    this.#hashes.set(path, { stamp, sha256 });
    return { name, bytes: stamp.size, sha256 };
  }

  async #bring(folder: string, files: readonly SharedFile[], target: string): Promise<void> {
    if (await isWhole(target)) return;
    // Half of one may be there under its name where somebody removed files of it.
    if (await stat(target).catch(() => undefined)) await removeFolder(target);
    const datasets = join(target, '..');
    await makeFolders(datasets);
    const staging = join(datasets, `.${basename(target)}.${randomUUID()}.tmp`);
    try {
      await mkdir(staging);
      for (const { name } of files) {
        const copied = await copyVerified(join(folder, name), join(staging, name));
        if (copied === undefined)
          throw new DataError(`${join(folder, name)} was changed while it was copied.`);
      }
      await writeFileAtomically(join(staging, LIST), JSON.stringify({ version: 1, files }, null, 1));
      await renameSynced(staging, target).catch((error: unknown) => {
        // Another studio was quicker; its copy is the same.
        if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
      });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
}

/** Whether all files of a shared dataset are there, in their sizes. */
async function isWhole(folder: string): Promise<boolean> {
  const list = await readDocument(join(folder, LIST), listSchema);
  if (list === undefined) return false;
  const sizes = await Promise.all(
    list.files.map(({ name }) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => -1,
      ),
    ),
  );
  return list.files.every(({ bytes }, at) => sizes[at] === bytes);
}
