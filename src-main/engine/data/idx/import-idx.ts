import { createHash } from 'node:crypto';
import { lstat, rename, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  datasetDocumentSchema,
  datasetIdSchema,
  type DatasetDocument,
  type Shard,
} from '@shared/contract/dataset';
import { syncFolder, writeFileAtomically } from '../../../durable/atomic-file';
import { DataError, errorCode, writingFailed } from '../data-error';
import { DRAWN_DIGITS } from '../drawn-digits/recipe';
import { shardsOf } from '../shard-layout';
import { findExisting } from './existing';
import { findIdxFiles, type IdxPair } from './find-files';
import { openIdx, readIdx, type IdxFile } from './idx-file';
import { classNames, idFromName, nameFromFolder, tidyName } from './names';
import { ShardWriter } from './shard-writer';
import { dropStaging, newStaging } from './staging';

/** Longest side of a picture, in pixels. */
const MOST_SIDE = 1024;
const MOST_CHANNELS = 4;
const LABELS = 256;

export interface ImportIdx {
  /** a folder with the usual four files, or with the two of the training part */
  path: string;
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** shown to people; the folder's name by default */
  name?: string;
  /** made of the name, and unique, by default */
  id?: string;
  /** told how many pictures of how many have been copied; never goes down */
  onProgress: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface ImportedDataset {
  id: string;
  /** the same content was here already, under this id: nothing was written */
  existed: boolean;
  document: DatasetDocument;
}

interface SplitSource {
  images: IdxFile;
  labels: IdxFile;
  count: number;
  shards: Shard[];
}

interface SplitContent {
  /** SHA-256 of the pictures and of the labels */
  hashes: string[];
  /** samples of each label */
  counts: Uint32Array;
}

/**
 * Imports pictures and labels from IDX files (MNIST's format, plain or gzipped). The files are streamed and
 * never changed; the dataset is there whole or not at all.
 *
 * @throws DataError with a sentence for people when the files, the name, the id or the disk are to blame
 * @throws the signal's reason when aborted
 */
export async function importIdx(options: ImportIdx): Promise<ImportedDataset> {
  const { datasetsFolder, signal } = options;
  signal?.throwIfAborted();
  const name = chooseName(options);
  await checkId(options);
  const found = await findIdxFiles(options.path);
  const train = await openSplit('train', found.train);
  const test = found.test && (await openSplit('test', found.test));
  const shape = shapeOf(train.images);
  if (test && shapeOf(test.images).join() !== shape.join()) {
    throw new DataError(
      `${test.images.path} holds pictures of ${shapeOf(test.images).join(' × ')} and ${train.images.path} of ${shape.join(' × ')}: take files that belong together.`,
      'path',
    );
  }

  let staging: string;
  try {
    staging = await newStaging(datasetsFolder);
  } catch (error) {
    throw writingFailed(error, datasetsFolder);
  }
  try {
    await checkSpace(datasetsFolder, [train, test]);
    const total = train.count + (test?.count ?? 0);
    options.onProgress(0, total);
    const trainContent = await copySplit(staging, train, signal, (done) => options.onProgress(done, total));
    const testContent =
      test &&
      (await copySplit(staging, test, signal, (done) => options.onProgress(train.count + done, total)));

    const classCount = countClasses(train, trainContent, testContent);
    const fingerprint = createHash('sha256')
      .update(
        JSON.stringify([
          'idx',
          shape,
          classCount,
          [train.count, ...trainContent.hashes],
          test && testContent ? [test.count, ...testContent.hashes] : [0],
        ]),
      )
      .digest('hex');
    const existing = await findExisting(datasetsFolder, fingerprint);
    if (existing) return { id: existing.id, existed: true, document: existing };

    const files = [found.train, found.test].flatMap((pair) => (pair ? [pair.images, pair.labels] : []));
    const document = await settle(staging, options, (id) =>
      datasetDocumentSchema.parse({
        version: 1,
        id,
        name,
        kind: 'image-classification',
        source: { type: 'idx', files: files.map((file) => basename(file)) },
        shape,
        classes: classNames(classCount, fingerprint, `${name} ${nameFromFolder(options.path)}`),
        splits: {
          train: { count: train.count, shards: train.shards },
          test: { count: test?.count ?? 0, shards: test?.shards ?? [] },
        },
        classCounts: [...trainContent.counts.subarray(0, classCount)],
        fingerprint,
        createdAt: new Date().toISOString(),
      }),
    );
    return { id: document.id, existed: false, document };
  } catch (error) {
    throw writingFailed(error, datasetsFolder);
  } finally {
    await dropStaging(staging);
  }
}

function chooseName(options: ImportIdx): string {
  if (options.name === undefined) return nameFromFolder(options.path);
  const name = tidyName(options.name);
  if (name === '') throw new DataError('The name is empty: give the dataset one.', 'name');
  return name;
}

async function checkId({ id, datasetsFolder }: ImportIdx): Promise<void> {
  if (id === undefined) return;
  const parsed = datasetIdSchema.safeParse(id);
  if (!parsed.success) {
    throw new DataError(
      `The id "${id.slice(0, 80)}" cannot be used: ${parsed.error.issues[0]!.message}.`,
      'id',
    );
  }
  if (id === DRAWN_DIGITS.id || (await isThere(join(datasetsFolder, id)))) {
    throw new DataError(`There is a dataset with the id ${id} already: choose another.`, 'id');
  }
}

async function openSplit(split: 'train' | 'test', pair: IdxPair): Promise<SplitSource> {
  const images = await openIdx(pair.images, [3, 4]);
  const labels = await openIdx(pair.labels, [1]);
  const count = images.dimensions[0]!;
  const [height, width, channels] = shapeOf(images);
  if (count === 0) throw new DataError(`${images.path} is empty: it holds no pictures.`, 'path');
  if (height === 0 || width === 0 || channels === 0) {
    throw new DataError(`${images.path} holds pictures without pixels: get the file again.`, 'path');
  }
  if (height > MOST_SIDE || width > MOST_SIDE) {
    throw new DataError(
      `${images.path} holds pictures of ${height} × ${width} pixels, but ${MOST_SIDE} × ${MOST_SIDE} is the most: make them smaller.`,
      'path',
    );
  }
  if (channels > MOST_CHANNELS) {
    throw new DataError(
      `${images.path} holds pictures with ${channels} channels, but ${MOST_CHANNELS} is the most: channels come last.`,
      'path',
    );
  }
  if (labels.dimensions[0] !== count) {
    throw new DataError(
      `${images.path} holds ${count} pictures but ${labels.path} ${labels.dimensions[0]} labels: take files that belong together.`,
      'path',
    );
  }
  return { images, labels, count, shards: shardsOf(split, count) };
}

/** Height, width and channels of one picture. */
function shapeOf(images: IdxFile): [number, number, number] {
  return [images.dimensions[1]!, images.dimensions[2]!, images.dimensions[3] ?? 1];
}

async function checkSpace(folder: string, splits: readonly (SplitSource | undefined)[]): Promise<void> {
  let wanted = 0;
  for (const split of splits) if (split) wanted += split.images.bytes + split.labels.bytes;
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (wanted <= free) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6).toLocaleString('en');
  throw new DataError(
    `${folder} has ${megabytes(free)} MB left, but the dataset takes ${megabytes(wanted)} MB: free some space.`,
  );
}

async function copySplit(
  folder: string,
  source: SplitSource,
  signal: AbortSignal | undefined,
  onCopied: (pictures: number) => void,
): Promise<SplitContent> {
  const counts = new Uint32Array(LABELS);
  const labelPieces = source.shards.map((shard) => ({ name: shard.labels, bytes: shard.count }));
  const labelsHash = await copy(source.labels, new ShardWriter(folder, labelPieces), signal, (bytes) => {
    for (const label of bytes) counts[label]! += 1;
  });
  const picture = source.images.bytes / source.count;
  const imagePieces = source.shards.map((shard) => ({ name: shard.images, bytes: shard.count * picture }));
  let copied = 0;
  const imagesHash = await copy(source.images, new ShardWriter(folder, imagePieces), signal, (bytes) => {
    copied += bytes.length;
    onCopied(Math.floor(copied / picture));
  });
  return { hashes: [imagesHash, labelsHash], counts };
}

/** @returns SHA-256 of the data, in hex */
async function copy(
  file: IdxFile,
  writer: ShardWriter,
  signal: AbortSignal | undefined,
  onBytes: (bytes: Uint8Array) => void,
): Promise<string> {
  try {
    for await (const bytes of readIdx(file)) {
      signal?.throwIfAborted();
      await writer.write(bytes);
      onBytes(bytes);
    }
    return writer.digest();
  } finally {
    await writer.close();
  }
}

function countClasses(train: SplitSource, content: SplitContent, test: SplitContent | undefined): number {
  if (content.counts.filter((count) => count > 0).length < 2) {
    throw new DataError(
      `${train.labels.path} has one class only: a network needs at least two to tell apart.`,
      'path',
    );
  }
  let highest = 0;
  for (let label = 0; label < LABELS; label++) {
    if (content.counts[label]! > 0 || (test && test.counts[label]! > 0)) highest = label;
  }
  return highest + 1;
}

/** Writes the document and renames the folder into place, under another id for as long as one is taken. */
async function settle(
  staging: string,
  options: ImportIdx,
  describe: (id: string) => DatasetDocument,
): Promise<DatasetDocument> {
  const stem = options.id ?? idFromName(options.name ?? nameFromFolder(options.path));
  for (let turn = 1; ; turn++) {
    const id = turn === 1 ? stem : `${stem}-${turn}`;
    const target = join(options.datasetsFolder, id);
    if (!(await isThere(target))) {
      const document = describe(id);
      await writeFileAtomically(join(staging, 'dataset.json'), `${JSON.stringify(document, undefined, 2)}\n`);
      try {
        await rename(staging, target);
        await syncFolder(options.datasetsFolder);
        return document;
      } catch (error) {
        const code = errorCode(error);
        // Somebody else took the name in between (Windows says EPERM).
        const taken = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
        if (!taken || !(await isThere(target))) throw error;
      }
    }
    if (options.id !== undefined) {
      throw new DataError(`There is a dataset with the id ${id} already: choose another.`, 'id');
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw writingFailed(error, path);
  }
}
