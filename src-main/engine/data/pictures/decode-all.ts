import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { ReportCollector } from '../import/report-collector';
import type { ImportSource } from '../import/source-reader';
import type { Arrangement, PlacedFile } from './arrange';
import type { DecodedPicture, PictureDecoder, Wanted } from './decode';
import { DecodedPictures } from './decoded-pictures';
import type { DecodingPlace } from './decoding-place';
import { FileFault } from './file-fault';
import { brightness } from './grey';
import { inOrder } from './in-order';
import type { JournalEntry } from './journal';
import type { PictureFiles } from './picture-files';
import { replay } from './replay';
import { AT_A_TIME } from './survey';

/** How often progress is told, in pictures. */
const PROGRESS = 100;

export interface DecodeAll {
  source: ImportSource;
  files: PictureFiles;
  arrangement: Arrangement;
  decoder: PictureDecoder;
  wanted: Wanted;
  place: DecodingPlace;
  report: ReportCollector;
}

interface Outcome {
  placed: PlacedFile;
  /** of the file when it was read; empty where it is not there */
  stamp: string;
  picture: DecodedPicture | FileFault;
}

/**
 * Decodes all files in order into a scratch file, several at a time, and sets aside what cannot be. It goes on where an
 * interrupted import has come to.
 *
 * @throws DataError when the disk is full
 * @throws the signal's reason when aborted
 */
export async function decodeAll(options: DecodeAll): Promise<DecodedPictures> {
  const { source, files, arrangement, wanted, place, report } = options;
  const { signal, onProgress, onResumed } = source;
  const { scratch, journal, earlier } = place;
  const decoded = new DecodedPictures(wanted, source.options.pictures.colors, report);
  const total = arrangement.files.length;
  let done = 0;

  const take = async (placed: PlacedFile, picture: DecodedPicture | FileFault) => {
    decoded.take(placed, picture);
    if (++done % PROGRESS !== 0 && done !== total) return;
    onProgress(done, total);
    // Small files are read and decoded without ever waiting: a word to stop must be heard meanwhile.
    await nextTurn();
    signal?.throwIfAborted();
  };

  onProgress(0, total);
  if (earlier !== undefined) {
    const pixels = wanted.height * wanted.width;
    const held = await replay({
      placed: arrangement.files,
      files,
      entries: earlier,
      scratch,
      pixels,
      take,
    });
    await journal.resume(earlier.slice(0, held));
    if (held > 0) {
      onResumed?.(held);
      onProgress(held, total);
    }
  }
  const left = done === 0 ? arrangement.files : arrangement.files.slice(done);
  for await (const { placed, stamp, picture } of inOrder(left, AT_A_TIME, decoding(options))) {
    signal?.throwIfAborted();
    const isPicture = !(picture instanceof FileFault);
    if (isPicture) await scratch.append(picture.pixels);
    journal.add(entryOf(placed.file.path, stamp, picture), isPicture ? picture.pixels.length : 0);
    await take(placed, picture);
    if (!journal.isDue) continue;
    await scratch.flush();
    await journal.commit();
  }
  await scratch.flush();
  if (journal.isBegun) await journal.commit();
  await journal.settled();
  return decoded;
}

/** Reads and decodes one file, in the colours that are wanted. */
const decoding =
  ({ files, decoder, wanted, source }: DecodeAll) =>
  async (placed: PlacedFile): Promise<Outcome> => {
    try {
      return await files.withBytes(placed.file, async (bytes, stamp): Promise<Outcome> => {
        try {
          const picture = await decoder.decode(bytes, wanted);
          if (picture.channels === 1 || source.options.pictures.colors !== 'grey') {
            return { placed, stamp, picture };
          }
          return {
            placed,
            stamp,
            picture: { ...picture, pixels: brightness(picture.pixels), channels: 1 },
          };
        } catch (error) {
          if (error instanceof FileFault) return { placed, stamp, picture: error };
          throw error;
        }
      });
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      return { placed, stamp: (await files.stampOf(placed.file)) ?? '', picture: error };
    }
  };

const entryOf = (path: string, stamp: string, picture: DecodedPicture | FileFault): JournalEntry =>
  picture instanceof FileFault
    ? { kind: 'fault', path, stamp, reason: picture.reason, what: picture.message }
    : {
        kind: 'picture',
        path,
        stamp,
        height: picture.original.height,
        width: picture.original.width,
        channels: picture.channels,
        crc: crc32(picture.pixels),
      };
