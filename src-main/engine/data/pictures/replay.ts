import { crc32 } from 'node:zlib';
import type { PlacedFile } from './arrange';
import type { DecodedPicture } from './decode';
import { FileFault } from './file-fault';
import type { JournalEntry } from './journal';
import type { PictureFiles } from './picture-files';
import type { Scratch } from './scratch';

/** Files that are asked about at a time, and bytes of their pixels at most. */
const AT_A_TIME = 256;
const MOST_BYTES = 8 * 1024 * 1024;

export interface Replay {
  /** in the order in which they are decoded */
  placed: readonly PlacedFile[];
  files: PictureFiles;
  entries: readonly JournalEntry[];
  scratch: Scratch;
  /** height × width */
  pixels: number;
  /** takes what became of a file; its pixels are in the scratch file */
  take: (placed: PlacedFile, outcome: DecodedPicture | FileFault) => Promise<void>;
}

/**
 * Goes through what an interrupted import has written down, as long as its files are the same and its pixels whole.
 *
 * @returns how many files need not be decoded again
 */
export async function replay({ placed, files, entries, scratch, pixels, take }: Replay): Promise<number> {
  const bytesOf = (entry: JournalEntry) => (entry.kind === 'picture' ? entry.channels * pixels : 0);
  let done = 0;
  while (done < entries.length) {
    let [end, bytes] = [done, 0];
    do bytes += bytesOf(entries[end++]!);
    while (end < entries.length && end - done < AT_A_TIME && bytes < MOST_BYTES);
    const chunk = entries.slice(done, end);
    const stamps = await Promise.all(
      chunk.map(async ({ path }, at) => {
        const file = placed[done + at]?.file;
        return file?.path === path ? ((await files.stampOf(file)) ?? '') : undefined;
      }),
    );
    const lengths = chunk.filter((entry) => entry.kind === 'picture').map(bytesOf);
    const pictures = (await scratch.takeBack(lengths)).values();
    for (const [at, entry] of chunk.entries()) {
      if (stamps[at] !== entry.stamp) return done;
      const file = placed[done]!;
      if (entry.kind === 'fault') await take(file, new FileFault(entry.reason, entry.what));
      else {
        const { value: picture } = pictures.next();
        if (picture === undefined || crc32(picture) !== entry.crc) return done;
        scratch.keep(picture);
        await take(file, { pixels: picture, channels: entry.channels, original: entry });
      }
      done++;
    }
  }
  return done;
}
