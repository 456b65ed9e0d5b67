import { basename } from 'node:path';
import type { DatasetSource, DatasetTarget } from '@shared/contract/dataset';
import type { ImportOptions, Origin } from '@shared/contract/import';
import { DataError } from '../data-error';
import { Chunks } from '../import/chunks';
import { doubtClasses } from '../import/class-doubts';
import { DatasetBuilder } from '../import/dataset-builder';
import type { ImportedDataset } from '../import/builder-options';
import { Duplicates, type SampleFacts } from '../import/duplicates';
import { blamingChanges } from '../import/file-mark';
import { LeftOut } from '../import/left-out';
import { leaveCopiesOut } from '../import/leave-copies-out';
import { classNames, nameFromFolder } from '../import/names';
import { NearDuplicates } from '../import/near-duplicates';
import { ReportCollector } from '../import/report-collector';
import { findIdxFiles, type IdxPair } from './find-files';
import { openIdx, readIdx, type IdxFile } from './idx-file';

/** Longest side of a picture, in pixels. */
const MOST_SIDE = 1024;
const MOST_CHANNELS = 4;
const LABELS = 256;
/** Pictures that are handed on together. */
const CHUNK = 1000;

export interface ImportIdx {
  /** a folder with the usual four files, or with the two of the training part */
  path: string;
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** shown to people; the folder's name by default */
  name?: string;
  /** made of the name, and unique, by default */
  id?: string;
  /** where the files came from; they themselves by default */
  source?: DatasetSource;
  /** names of the classes, where they are known */
  classes?: readonly string[];
  /** what is left out by choice; nothing by default */
  choice?: Pick<ImportOptions, 'duplicates' | 'exclude'>;
  /** written down beside the dataset; nothing by default */
  origin?: Origin | undefined;
  /** told how many pictures of how many have been copied; never goes down */
  onProgress: (done: number, total: number) => void;
  signal?: AbortSignal;
}

interface SplitSource {
  images: IdxFile;
  labels: IdxFile;
  count: number;
}

/**
 * Imports pictures and labels from IDX files (MNIST's format, plain or gzipped). The files are streamed and
 * never changed; the dataset is there whole or not at all.
 *
 * @throws DataError with a sentence for people when the files, the name, the id or the disk are to blame
 * @throws the signal's reason when aborted
 */
export async function importIdx(options: ImportIdx): Promise<ImportedDataset> {
  options.signal?.throwIfAborted();
  const found = await findIdxFiles(options.path);
  const train = await openSplit(found.train);
  const test = found.test && (await openSplit(found.test));
  const files = [train, ...(test ? [test] : [])].flatMap(({ images, labels }) => [images, labels]);
  return blamingChanges(files, options.signal, () => importSplits(options, { train, test, files }));
}

/** What an import reads. */
interface OpenedFiles {
  train: SplitSource;
  test: SplitSource | undefined;
  /** all of them */
  files: readonly IdxFile[];
}

async function importSplits(
  options: ImportIdx,
  { train, test, files }: OpenedFiles,
): Promise<ImportedDataset> {
  const { datasetsFolder, signal, id } = options;
  const name = options.name ?? nameFromFolder(options.path);
  const shape = shapeOf(train.images);
  if (test && shapeOf(test.images).join() !== shape.join()) {
    throw new DataError(
      `${test.images.path} holds pictures of ${shapeOf(test.images).join(' × ')} and ${train.images.path} of ${shape.join(' × ')}: take files that belong together.`,
      'path',
    );
  }
  const labels = { train: await readLabels(train.labels), test: test && (await readLabels(test.labels)) };
  const total = train.count + (test?.count ?? 0);
  const target: DatasetTarget = {
    type: 'classes',
    names: Array.from({ length: countClasses(train, labels.train, labels.test) }, (_, label) =>
      String(label),
    ),
  };
  const known = options.classes?.length === target.names.length ? options.classes : undefined;
  const input = { type: 'pictures' as const, shape };
  const report = new ReportCollector();
  report.read = total;
  const split = (index: number) =>
    index < train.count
      ? { part: 'train' as const, labels: labels.train, file: train.images.path, at: index }
      : { part: 'test' as const, labels: labels.test, file: test?.images.path, at: index - train.count };
  const isOut = new Uint8Array(total);
  const facts = {
    partOf: (index: number) => (isOut[index] === 1 ? undefined : split(index).part),
    classOf: (index: number) => split(index).labels?.[split(index).at] ?? 0,
    whereOf: (index: number) => `${basename(split(index).file ?? '')}, picture ${split(index).at}`,
  };
  if (options.choice) await leaveOut(options.choice, [train, test], { ...facts, isOut }, report);
  const isOutOf = { train: isOut.subarray(0, train.count), test: isOut.subarray(train.count) };
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    id,
    input,
    target,
    expected: report.keptCount,
    origin: options.origin,
    files,
    signal,
  });
  try {
    options.onProgress(0, total);
    const duplicates = new Duplicates();
    const near = new NearDuplicates(shape[0], shape[1]);
    const add = (pixels: Uint8Array) => {
      duplicates.add(pixels);
      near.add(pixels, shape[2]);
    };
    const copied = () => options.onProgress(duplicates.count, total);
    const copy = (part: 'train' | 'test', images: IdxFile, its: Uint8Array) =>
      copyPictures(builder, { part, images, labels: its, isOut: isOutOf[part] }, add, copied);
    await copy('train', train.images, labels.train);
    if (test && labels.test) await copy('test', test.images, labels.test);
    const places = { train: placesOf(isOutOf.train), test: placesOf(isOutOf.test) };
    duplicates.report(report, facts);
    await near.report(report, {
      ...facts,
      first: duplicates.first,
      pixelsOf: (index) => builder.input(split(index).part, places[split(index).part][split(index).at]!),
      signal,
    });
    doubtClasses(report, {
      names: known ?? target.names,
      train: countsOf(labels.train, isOutOf.train, target.names.length),
      test: labels.test && countsOf(labels.test, isOutOf.test, target.names.length),
    });
    return await builder.finish({
      source: options.source ?? { type: 'idx', files: files.map(({ path }) => basename(path)) },
      report: report.report(),
      nameClasses: (fingerprint) =>
        known ?? classNames(target.names.length, fingerprint, `${name} ${nameFromFolder(options.path)}`),
    });
  } finally {
    await builder.close();
  }
}

async function openSplit(pair: IdxPair): Promise<SplitSource> {
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
  return { images, labels, count };
}

/** Height, width and channels of one picture. */
function shapeOf(images: IdxFile): [number, number, number] {
  return [images.dimensions[1]!, images.dimensions[2]!, images.dimensions[3] ?? 1];
}

/** One byte a sample, after its size has been held against the file's. */
async function readLabels(file: IdxFile): Promise<Uint8Array> {
  const labels = new Uint8Array(file.bytes);
  let at = 0;
  for await (const bytes of readIdx(file)) {
    labels.set(bytes, at);
    at += bytes.length;
  }
  return labels;
}

/** Marks what is left out by choice; where copies are, all pictures are read once more for that. */
async function leaveOut(
  { duplicates: rule, exclude }: Pick<ImportOptions, 'duplicates' | 'exclude'>,
  parts: readonly (SplitSource | undefined)[],
  facts: SampleFacts & { isOut: Uint8Array },
  report: ReportCollector,
): Promise<void> {
  const { isOut, whereOf } = facts;
  const leftOut = new LeftOut(exclude);
  for (let index = 0; !leftOut.isEmpty && index < isOut.length; index++) {
    if (!leftOut.has(whereOf(index))) continue;
    isOut[index] = 1;
    report.setAside('left out by choice', whereOf(index), 'as was asked for');
  }
  leftOut.noteMissing(report);
  if (rule === 'keep') return;
  const duplicates = new Duplicates();
  for (const part of parts) {
    if (part === undefined) continue;
    const size = part.images.bytes / part.count;
    const chunks = new Chunks(CHUNK * size, async (inputs) => {
      for (let at = 0; at < inputs.length; at += size) duplicates.add(inputs.subarray(at, at + size));
    });
    for await (const bytes of readIdx(part.images)) await chunks.write(bytes);
    await chunks.end();
  }
  for (const index of leaveCopiesOut({ ...facts, first: duplicates.first }, rule, report)) isOut[index] = 1;
}

/** For each picture its place among those that are not out. */
function placesOf(isOut: Uint8Array): Int32Array {
  let place = 0;
  return Int32Array.from(isOut, (out) => (out === 1 ? place : place++));
}

async function copyPictures(
  builder: DatasetBuilder,
  {
    part,
    images,
    labels,
    isOut,
  }: {
    part: 'train' | 'test';
    images: IdxFile;
    labels: Uint8Array;
    isOut: Uint8Array;
  },
  add: (pixels: Uint8Array) => void,
  onCopied: () => void,
): Promise<void> {
  const size = images.bytes / labels.length;
  let done = 0;
  const hand = async (inputs: Uint8Array) => {
    const count = inputs.length / size;
    const kept = Array.from({ length: count }, (_, at) => at).filter((at) => isOut[done + at] === 0);
    if (kept.length === count) {
      await builder.append(part, { inputs, targets: labels.subarray(done, done + count) });
    } else {
      const some = new Uint8Array(kept.length * size);
      for (const [to, at] of kept.entries()) some.set(inputs.subarray(at * size, (at + 1) * size), to * size);
      await builder.append(part, {
        inputs: some,
        targets: Uint8Array.from(kept, (at) => labels[done + at]!),
      });
    }
    for (let at = 0; at < inputs.length; at += size) add(inputs.subarray(at, at + size));
    done += count;
    onCopied();
  };
  const chunks = new Chunks(CHUNK * size, hand);
  for await (const bytes of readIdx(images)) await chunks.write(bytes);
  await chunks.end();
}

function countsOf(labels: Uint8Array, isOut: Uint8Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const [at, label] of labels.entries()) if (isOut[at] === 0) counts[label]!++;
  return counts;
}

function countClasses(train: SplitSource, labels: Uint8Array, test: Uint8Array | undefined): number {
  const isThere = new Uint8Array(LABELS);
  for (const label of labels) isThere[label] = 1;
  if (isThere.filter((there) => there > 0).length < 2) {
    throw new DataError(
      `${train.labels.path} has one class only: a network needs at least two to tell apart.`,
      'path',
    );
  }
  for (const label of test ?? []) isThere[label] = 1;
  return isThere.lastIndexOf(1) + 1;
}
