import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';
import { areNumbers } from '@shared/data/counting-names';
import { inputBytes, layoutOf, targetBytes } from '@shared/data/layout';

interface Content extends Pick<DatasetDocument, 'fingerprint' | 'ids' | 'input'> {
  /** of its classes or values */
  names: readonly string[];
  hasGroups: boolean;
}

/** Columns of other names, categories or ways to fill gaps may hold the same numbers. */
const isSameInput = (one: DatasetDocument['input'], other: DatasetDocument['input']): boolean =>
  one.type !== 'table' || isDeepStrictEqual(one, other);

/**
 * Looks for a whole dataset of the same content, whose classes or values have the same names, and its samples the same
 * ids: equal pictures under other names are told apart otherwise, and equal rows by their ids, columns and groups. Names that
 * only count agree with any.
 *
 * @returns its document; undefined when there is none, or only one with damaged or missing files
 */
export function findExisting(
  datasetsFolder: string,
  { fingerprint, ids, input, names, hasGroups }: Content,
): Promise<DatasetDocument | undefined> {
  return findWhole(
    datasetsFolder,
    (document) =>
      document.fingerprint === fingerprint &&
      document.ids?.fingerprint === ids?.fingerprint &&
      isSameInput(document.input, input) &&
      (document.splits.train.shards[0]?.groups !== undefined) === hasGroups &&
      (areNumbers(names) || names.join('\n') === document.target.names.join('\n')),
  );
}

/** Looks for a whole dataset that is wanted; those with damaged or missing files are passed over. */
export async function findWhole(
  datasetsFolder: string,
  isWanted: (document: DatasetDocument) => boolean,
): Promise<DatasetDocument | undefined> {
  for (const id of (await readdir(datasetsFolder)).sort()) {
    const folder = join(datasetsFolder, id);
    const document = await readDocument(folder);
    if (document?.id !== id || !isWanted(document)) continue;
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
  const layout = layoutOf(document);
  const shards = [...document.splits.train.shards, ...document.splits.test.shards];
  try {
    for (const { inputs, targets, count } of shards) {
      const sizes = [await stat(join(folder, inputs)), await stat(join(folder, targets))];
      if (sizes[0]!.size !== count * inputBytes(layout)) return false;
      if (sizes[1]!.size !== count * targetBytes(layout)) return false;
    }
    return true;
  } catch {
    return false;
  }
}
