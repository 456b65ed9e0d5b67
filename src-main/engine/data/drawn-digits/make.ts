import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DATASET_VERSION,
  datasetDocumentSchema,
  type DatasetDocument,
  type Shard,
} from '@shared/contract/dataset';
import { writeFileAtomically } from '../../../durable/atomic-file';
import { isAlive } from '../../../durable/alive';
import { readingFailed, writingFailed } from '../data-error';
import { shardsOf } from '../shard-layout';
import { drawDigit } from './draw';
import { DRAWN_DIGITS, drawnDigitsFingerprint, type SplitName } from './recipe';

/** Digits drawn before other work of the process gets its turn: some milliseconds. */
const CHUNK = 200;

export interface MakeDrawnDigits {
  /** the dataset's own folder, `<library>/datasets/digits`; made if need be */
  folder: string;
  /** a whole number from 0 to 2^53 - 1 */
  seed: number;
  /** told how many samples of how many are drawn and on disk or in memory; never goes down */
  onProgress: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** samples of each split, multiples of ten; fewer than usual in tests */
  counts?: { train: number; test: number };
}

/**
 * Draws the built-in dataset into its folder: `dataset.json` first, then the training shards, then the test
 * shards. A shard's file is there only when it is complete, its labels before its pictures, so that readers
 * can use the first shards while later ones are drawn. Going on after a kill keeps what is complete; a folder
 * made by another recipe is made anew.
 *
 * @returns the dataset's document, as it stands in `dataset.json`
 * @throws DataError when the disk is full or not writable
 * @throws the signal's reason when aborted; complete shards stay
 */
export async function makeDrawnDigits(options: MakeDrawnDigits): Promise<DatasetDocument> {
  const { folder, seed, onProgress, signal } = options;
  try {
    signal?.throwIfAborted();
    await mkdir(folder, { recursive: true });
    const document = await settleDocument(folder, describeDrawnDigits(seed, options.counts));
    const total = document.splits.train.count + document.splits.test.count;
    let done = 0;
    onProgress(done, total);
    for (const split of ['train', 'test'] as const) {
      let from = 0;
      for (const shard of document.splits[split].shards) {
        if (!(await isComplete(folder, shard))) {
          const before = done;
          await drawShard(folder, shard, seed, split, from, signal, (drawn) =>
            onProgress(before + drawn, total),
          );
        }
        from += shard.count;
        done += shard.count;
        onProgress(done, total);
      }
    }
    return document;
  } catch (error) {
    throw writingFailed(error, folder);
  }
}

/** The document of the drawn digits, computed without drawing any. `createdAt` is now. */
export function describeDrawnDigits(
  seed: number,
  counts: { readonly train: number; readonly test: number } = DRAWN_DIGITS.counts,
): DatasetDocument {
  const classes = DRAWN_DIGITS.classes.length;
  if (counts.train % classes !== 0 || counts.test % classes !== 0) {
    throw new RangeError('The counts of drawn digits are multiples of ten.');
  }
  return datasetDocumentSchema.parse({
    version: DATASET_VERSION,
    id: DRAWN_DIGITS.id,
    name: DRAWN_DIGITS.name,
    source: { type: 'drawn-digits', seed },
    input: { type: 'pictures', shape: [...DRAWN_DIGITS.shape] },
    target: { type: 'classes', names: [...DRAWN_DIGITS.classes] },
    splits: {
      train: { count: counts.train, shards: shardsOf('train', counts.train) },
      test: { count: counts.test, shards: shardsOf('test', counts.test) },
    },
    classCounts: DRAWN_DIGITS.classes.map(() => counts.train / classes),
    fingerprint: drawnDigitsFingerprint(seed, counts),
    createdAt: new Date().toISOString(),
  });
}

/** Keeps the folder's document if it tells of the same recipe; else clears the folder and writes the new one. */
async function settleDocument(folder: string, wanted: DatasetDocument): Promise<DatasetDocument> {
  const present = await readDocument(folder);
  const same = present?.fingerprint === wanted.fingerprint && present.id === wanted.id;
  for (const name of await readdir(folder)) {
    const stale = !same && /^(train|test)-\d+\.(images|labels)\.u8$/.test(name);
    const writer = /\.u8\.(\d+)\.tmp$/.exec(name)?.[1];
    const abandoned = writer !== undefined && !isAlive(Number(writer));
    if (stale || abandoned) await rm(join(folder, name), { force: true });
  }
  if (same) return present;
  await writeFileAtomically(join(folder, 'dataset.json'), `${JSON.stringify(wanted, undefined, 2)}\n`);
  return wanted;
}

async function readDocument(folder: string): Promise<DatasetDocument | undefined> {
  const path = join(folder, 'dataset.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw readingFailed(error, path);
  }
  try {
    return datasetDocumentSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function isComplete(folder: string, shard: Shard): Promise<boolean> {
  const [height, width, channels] = DRAWN_DIGITS.shape;
  return (
    (await sizeOf(join(folder, shard.targets))) === shard.count &&
    (await sizeOf(join(folder, shard.inputs))) === shard.count * height * width * channels
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

async function drawShard(
  folder: string,
  shard: Shard,
  seed: number,
  split: SplitName,
  from: number,
  signal: AbortSignal | undefined,
  onDrawn: (drawn: number) => void,
): Promise<void> {
  const [height, width, channels] = DRAWN_DIGITS.shape;
  const bytes = height * width * channels;
  const images = new Uint8Array(shard.count * bytes);
  const labels = new Uint8Array(shard.count);
  for (let first = 0; first < shard.count; first += CHUNK) {
    const last = Math.min(first + CHUNK, shard.count);
    for (let i = first; i < last; i++) labels[i] = drawDigit(seed, split, from + i, images, i * bytes);
    onDrawn(last);
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
  await writeFileAtomically(join(folder, shard.targets), labels);
  await writeFileAtomically(join(folder, shard.inputs), images);
}
