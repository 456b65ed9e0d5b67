import { areNumbers } from '@shared/data/counting-names';
import { MOST_CLASSES, type DatasetInput } from '@shared/contract/dataset';
import { DataError } from '../data-error';
import { doubtClasses } from '../import/class-doubts';
import { PARTS, type Part } from '../import/content-fingerprint';
import { DatasetBuilder } from '../import/dataset-builder';
import type { ImportedDataset } from '../import/builder-options';
import { LeftOut } from '../import/left-out';
import { leaveCopiesOut } from '../import/leave-copies-out';
import { classNames, tidyName } from '../import/names';
import type { ImportSource } from '../import/source-reader';
import { ReportCollector } from '../import/report-collector';
import { arrange, type Arrangement } from './arrange';
import { decodeAll } from './decode-all';
import { PictureDecoder, type Wanted } from './decode';
import type { DecodedPictures } from './decoded-pictures';
import { openDecodingPlace } from './decoding-place';
import { divide } from './divide';
import { copyPixels } from './grey';
import type { JournalPace } from './journal';
import { loadSharp } from './load-sharp';
import { nameOfPictures } from './name-of-pictures';
import { noteArrangement } from './note-arrangement';
import { openPictureFiles } from './open-picture-files';
import type { PictureFiles } from './picture-files';
import type { Scratch } from './scratch';
import { wantedSize } from './sizes';
import { survey } from './survey';

/** Headers that are read to choose a size. */
const SURVEYED = 1000;
/** Bytes of pictures that are handed on together. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Imports a folder or zip file with a folder of pictures for each class. Each file is read and decoded once, also where
 * the import was interrupted and goes on; the dataset is there whole or not at all.
 *
 * @param pace of writing down what is done, where it is not the usual one
 * @throws DataError with a sentence for people
 * @throws the signal's reason when aborted
 */
export async function importPictures(source: ImportSource, pace?: JournalPace): Promise<ImportedDataset> {
  const { path, signal } = source;
  signal?.throwIfAborted();
  const decoder = new PictureDecoder(await loadSharp());
  const files = await openPictureFiles(path, signal);
  try {
    const arrangement = arrange(files, path);
    checkClasses(arrangement, path);
    const report = new ReportCollector();
    noteArrangement(report, files, arrangement);
    const wanted = await chooseSize(source, files, arrangement, decoder);
    const total = arrangement.files.length;
    const place = await openDecodingPlace(source, { decoder, wanted, total }, pace);
    const { scratch } = place;
    try {
      const decoded = await decodeAll({ source, files, arrangement, decoder, wanted, place, report });
      const dataset = await build({ source, files, arrangement, wanted, scratch, report, decoded });
      await place.close();
      return dataset;
    } catch (error) {
      await place.close(error);
      throw error;
    }
  } finally {
    await files.close();
  }
}

/** @throws DataError unless there are classes to tell apart */
export function checkClasses({ classes, files, outside }: Arrangement, path: string): void {
  if (files.length === 0) {
    throw new DataError(
      outside.length === 0
        ? `${path} holds no pictures: choose a folder with a folder of pictures for each class.`
        : `${path} holds files but no folders of them: put the pictures of each class into a folder of their own.`,
      'path',
    );
  }
  if (classes.length < 2) {
    throw new DataError(
      `${path} has one class only, "${tidyName(classes[0]!)}": a network needs at least two to tell apart, each in a folder of its own.`,
      'path',
    );
  }
  if (classes.length <= MOST_CLASSES) return;
  throw new DataError(
    `${path} has ${classes.length.toLocaleString('en')} class folders, but ${MOST_CLASSES} is the most: put classes together.`,
    'path',
  );
}

async function chooseSize(
  { path, options, signal }: ImportSource,
  files: PictureFiles,
  { files: placed }: Arrangement,
  decoder: PictureDecoder,
): Promise<Wanted> {
  const { height, width, resize } = options.pictures;
  if (height !== undefined && width !== undefined) return { height, width, resize };
  const found = await survey({ files, placed, decoder, most: SURVEYED, withColors: false, signal });
  const [commonest] = found.sizes.commonest;
  if (commonest) return { ...wantedSize({ height, width }, commonest), resize };
  const [fault] = found.faults;
  throw new DataError(
    `${path} holds no pictures that can be read: ${tidyName(fault?.path ?? '')}, for one, could not, as ${fault?.what}.`,
    'path',
  );
}

interface Build {
  source: ImportSource;
  files: PictureFiles;
  arrangement: Arrangement;
  wanted: Wanted;
  scratch: Scratch;
  report: ReportCollector;
  decoded: DecodedPictures;
}

async function build({
  source,
  files,
  arrangement,
  wanted,
  scratch,
  report,
  decoded,
}: Build): Promise<ImportedDataset> {
  const { path, options, signal, datasetsFolder, origin } = source;
  const { labels, where, duplicates, near } = decoded;
  const leftOut = new LeftOut(options.exclude);
  const chosen = decoded.parts.map((part, index) => {
    if (leftOut.isEmpty || !leftOut.has(where(index))) return part;
    report.setAside('left out by choice', where(index), 'as was asked for');
    return undefined;
  });
  leftOut.noteMissing(report);
  const parts = divide(
    { labels, parts: chosen, where, first: duplicates.first },
    arrangement.classes,
    options,
    report,
  );
  const facts = {
    partOf: (index: number) => parts[index],
    classOf: (index: number) => labels[index]!,
    whereOf: where,
  };
  const copies = { ...facts, first: duplicates.first };
  for (const index of leaveCopiesOut(copies, options.duplicates, report)) parts[index] = undefined;
  const classes = keptClasses(arrangement.classes, labels, parts, report, path);
  duplicates.report(report, facts);
  await near.report(report, {
    ...facts,
    first: duplicates.first,
    pixelsOf: (index) => scratch.read(index),
    signal,
  });
  noteSizes(report, decoded, wanted);
  const channels = decoded.hasColor ? 3 : 1;
  const input: DatasetInput = {
    type: 'pictures',
    shape: [wanted.height, wanted.width, channels],
    ...(wanted.resize !== 'fit' && { resize: wanted.resize }),
  };
  const name = source.name ?? nameOfPictures(path);
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    input,
    target: { type: 'classes', names: classes.names },
    expected: labels.length,
    origin,
    signal,
  });
  try {
    for (const part of PARTS) {
      const indices = [...parts.keys()].filter((index) => parts[index] === part);
      await copyPart(builder, part, indices, scratch, (index) => classes.labelOf(labels[index]!));
    }
    return await builder.finish({
      source: { type: 'pictures', name: files.name, archive: files.isArchive },
      report: report.report({ sizes: decoded.sizes.commonest }),
      // Folders called 0 to 9 say nothing: the content may.
      nameClasses: (fingerprint) =>
        areNumbers(classes.names)
          ? classNames(classes.names.length, fingerprint, `${name} ${nameOfPictures(path)}`)
          : classes.names,
    });
  } finally {
    await builder.close();
  }
}

interface Classes {
  names: string[];
  /** from the number among all class folders to that among those with pictures */
  labelOf: (label: number) => number;
}

/** @throws DataError when fewer than two classes are left */
function keptClasses(
  all: readonly string[],
  labels: Uint8Array,
  parts: readonly (Part | undefined)[],
  report: ReportCollector,
  path: string,
): Classes {
  const counts = { train: all.map(() => 0), validation: all.map(() => 0), test: all.map(() => 0) };
  for (const [index, part] of parts.entries()) if (part !== undefined) counts[part][labels[index]!]!++;
  const kept = [...all.keys()].filter((label) => PARTS.some((part) => counts[part][label]! > 0));
  const gone = all.filter((_, label) => !kept.includes(label));
  if (gone.length > 0) {
    report.notes.push(`No picture is left of ${inWords(gone)}, so that there is no such class.`);
  }
  if (kept.filter((label) => counts.train[label]! > 0).length < 2) {
    throw new DataError(
      `Of ${path}, pictures of fewer than two classes are left to train on: every other one was set aside. Look at whether the files are whole, and give each class at least two.`,
      'path',
    );
  }
  const names = kept.map((label) => all[label]!);
  const hasTest = counts.test.some((count) => count > 0);
  doubtClasses(report, {
    names,
    train: kept.map((label) => counts.train[label]!),
    test: hasTest ? kept.map((label) => counts.test[label]!) : undefined,
  });
  const numbers = new Map(kept.map((label, number) => [label, number]));
  return { names, labelOf: (label) => numbers.get(label)! };
}

export const inWords = (names: readonly string[]): string => {
  const shown = names.slice(0, 10).map((name) => `"${tidyName(name)}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '');
};

const RULES = {
  stretch: 'stretched',
  fit: 'fitted in with black bars',
  crop: 'cropped at the sides',
} as const;

function noteSizes(report: ReportCollector, { sizes }: DecodedPictures, wanted: Wanted): void {
  const resized = sizes.otherThan(wanted);
  if (resized === 0) return;
  const which =
    resized === 1
      ? '1 picture of another size was'
      : `${resized.toLocaleString('en')} pictures of other sizes were`;
  report.notes.push(
    `${which} brought to ${wanted.height} × ${wanted.width}, ${RULES[wanted.resize]} where the shape differs.`,
  );
}

async function copyPart(
  builder: DatasetBuilder,
  part: Part,
  indices: readonly number[],
  scratch: Scratch,
  labelOf: (index: number) => number,
): Promise<void> {
  const [height = 1, width = 1, channels = 1] = builder.layout.shape;
  const size = height * width * channels;
  let begin = 0;
  while (begin < indices.length) {
    let end = begin + 1;
    // The ones in between are of other parts: reading them too is quicker than reading one by one.
    while (end < indices.length && (indices[end]! - indices[begin]! + 1) * size <= CHUNK_BYTES) end++;
    const chunk = indices.slice(begin, end);
    const inputs = new Uint8Array(chunk.length * size);
    for (const [at, pixels] of (await scratch.readAll(chunk)).entries()) {
      copyPixels(
        pixels,
        pixels.length / (height * width),
        inputs.subarray(at * size, (at + 1) * size),
        channels,
      );
    }
    await builder.append(part, { inputs, targets: Uint8Array.from(chunk, labelOf) });
    begin = end;
  }
}
