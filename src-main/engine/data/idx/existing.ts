import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';

/**
 * Looks for a whole dataset of the same content.
 *
 * @returns its document; undefined when there is none, or only one with damaged or missing files
 */
export async function findExisting(
  datasetsFolder: string,
  fingerprint: string,
): Promise<DatasetDocument | undefined> {
  for (const id of (await readdir(datasetsFolder)).sort()) {
    const folder = join(datasetsFolder, id);
    const document = await readDocument(folder);
    if (document?.id !== id || document.fingerprint !== fingerprint) continue;
    if (await isWhole(folder, document)) return document;
  }
  return undefined;
}

async function readDocument(folder: string): Promise<DatasetDocument | undefined> {
  try {
    return datasetDocumentSchema.parse(JSON.parse(await readFile(join(folder, 'dataset.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

async function isWhole(folder: string, document: DatasetDocument): Promise<boolean> {
  const [height, width, channels] = document.shape;
  const shards = [...document.splits.train.shards, ...document.splits.test.shards];
  try {
    for (const shard of shards) {
      const images = await stat(join(folder, shard.images));
      const labels = await stat(join(folder, shard.labels));
      if (images.size !== shard.count * height * width * channels || labels.size !== shard.count)
        return false;
    }
    return true;
  } catch {
    return false;
  }
}
