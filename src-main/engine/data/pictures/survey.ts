import type { PlacedFile } from './arrange';
import type { PictureDecoder, PictureSize } from './decode';
import { FileFault } from './file-fault';
import { inOrder } from './in-order';
import type { PictureFiles } from './picture-files';
import { Sizes } from './sizes';

export const AT_A_TIME = 8;

export interface Survey {
  sizes: Sizes;
  /** whether none of them has colour; null where nobody has looked */
  isGrey: boolean | null;
  /** pictures that could be looked at */
  readable: number;
  /** the others that were looked at, and why in a few words */
  faults: Fault[];
}

interface Fault {
  path: string;
  what: string;
}

type Seen = PictureSize & { isGrey?: boolean };

export interface SurveyOptions {
  files: PictureFiles;
  placed: readonly PlacedFile[];
  decoder: PictureDecoder;
  /** how many are looked at */
  most: number;
  /** decodes them to see whether they have colour; else only their headers are read */
  withColors: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Looks at some files, spread evenly over all.
 *
 * @throws the signal's reason when aborted
 */
export async function survey({
  files,
  placed,
  decoder,
  most,
  withColors,
  signal,
}: SurveyOptions): Promise<Survey> {
  const count = Math.min(most, placed.length);
  const chosen = Array.from(
    { length: count },
    (_, index) => placed[Math.floor((index * placed.length) / count)]!,
  );
  const found: Survey = { sizes: new Sizes(), isGrey: null, readable: 0, faults: [] };
  const look = async ({ file }: PlacedFile): Promise<Seen | Fault> => {
    try {
      return await files.withBytes(file, (bytes): Promise<Seen> =>
        withColors ? decoder.lookAtColors(bytes) : decoder.look(bytes),
      );
    } catch (error) {
      if (error instanceof FileFault) return { path: file.path, what: error.message };
      throw error;
    }
  };
  for await (const seen of inOrder(chosen, AT_A_TIME, look)) {
    signal?.throwIfAborted();
    if ('what' in seen) {
      found.faults.push(seen);
      continue;
    }
    found.sizes.add(seen);
    if (seen.isGrey !== undefined) found.isGrey = (found.isGrey ?? true) && seen.isGrey;
    found.readable++;
  }
  return found;
}
