import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Part } from '../import/content-fingerprint';
import { Duplicates } from '../import/duplicates';
import { NearDuplicates } from '../import/near-duplicates';
import type { ReportCollector } from '../import/report-collector';
import type { ImportSource } from '../import/source-reader';
import type { Arrangement, PlacedFile } from './arrange';
import type { DecodedPicture, PictureDecoder, Wanted } from './decode';
import { FileFault } from './file-fault';
import { brightness } from './grey';
import { inOrder } from './in-order';
import type { PictureFiles } from './picture-files';
import type { Scratch } from './scratch';
import { Sizes } from './sizes';
import { AT_A_TIME } from './survey';

/** How often progress is told, in pictures. */
const PROGRESS = 100;

export interface DecodeAll {
  source: ImportSource;
  files: PictureFiles;
  arrangement: Arrangement;
  decoder: PictureDecoder;
  wanted: Wanted;
  scratch: Scratch;
  report: ReportCollector;
}

/** What is known of the pictures in a scratch file, by their number there. */
export interface DecodedPictures {
  labels: Uint8Array;
  parts: Part[];
  where: (index: number) => string;
  duplicates: Duplicates;
  near: NearDuplicates;
  sizes: Sizes;
  /** whether the dataset has three channels */
  hasColor: boolean;
}

/**
 * Decodes all files in order into a scratch file, several at a time, and sets aside what cannot be.
 *
 * @throws DataError when the disk is full
 * @throws the signal's reason when aborted
 */
export async function decodeAll(options: DecodeAll): Promise<DecodedPictures> {
  const { source, files, arrangement, decoder, wanted, scratch, report } = options;
  const { signal, onProgress } = source;
  const { colors } = source.options.pictures;
  const kept: PlacedFile[] = [];
  const duplicates = new Duplicates();
  const near = new NearDuplicates(wanted.height, wanted.width);
  const sizes = new Sizes();
  const total = arrangement.files.length;
  let hasColor = colors === 'color';
  let done = 0;

  const work = async (placed: PlacedFile): Promise<[PlacedFile, DecodedPicture | FileFault]> => {
    try {
      return [placed, await files.withBytes(placed.file, (bytes) => decoder.decode(bytes, wanted))];
    } catch (error) {
      if (error instanceof FileFault) return [placed, error];
      throw error;
    }
  };

  onProgress(0, total);
  for await (const [placed, picture] of inOrder(arrangement.files, AT_A_TIME, work)) {
    signal?.throwIfAborted();
    report.read++;
    if (++done % PROGRESS === 0 || done === total) {
      onProgress(done, total);
      // Small files are read and decoded without ever waiting: a word to stop must be heard meanwhile.
      await nextTurn();
    }
    if (picture instanceof FileFault) {
      report.setAside(picture.reason, placed.file.path, picture.message);
      continue;
    }
    const isColored = picture.channels === 3;
    hasColor ||= isColored && colors === 'auto';
    const pixels = isColored && colors === 'grey' ? brightness(picture.pixels) : picture.pixels;
    kept.push(placed);
    sizes.add(picture.original);
    duplicates.add(pixels);
    near.add(pixels, pixels.length / (wanted.height * wanted.width));
    await scratch.append(pixels);
  }
  await scratch.flush();
  return {
    labels: Uint8Array.from(kept, ({ label }) => label),
    parts: kept.map(({ part }) => part),
    where: (index) => kept[index]!.file.path,
    duplicates,
    near,
    sizes,
    hasColor,
  };
}
