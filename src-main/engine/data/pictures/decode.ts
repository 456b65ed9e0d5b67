import type { Metadata } from 'sharp';
import type { Resize } from '@shared/contract/dataset';
import { FileFault } from './file-fault';
import { Gate } from './gate';
import { withoutColour } from './grey';
import type { Sharp } from './load-sharp';
import { formatOf } from './picture-format';
import { decodePlainPng } from './plain-png';

/** More pixels than any camera has; a file that claims more is set aside. */
export const MOST_PIXELS = 100_000_000;
/** Pixels that are decoded at a time, all pictures together: at most 4 bytes each in the decoder. */
const PIXELS_AT_A_TIME = 120_000_000;

/** Raised whenever the same file may come out otherwise: what an older version decoded is not mixed with it. */
export const DECODING = 1;

/** Enough to see whether there is colour; JPEG files are decoded no larger than that. */
const SMALL: Wanted = { height: 32, width: 32, resize: 'stretch' };

const FITS = { stretch: 'fill', fit: 'contain', crop: 'cover' } as const;

export interface PictureSize {
  height: number;
  width: number;
}

/** How pictures are wanted. */
export interface Wanted extends PictureSize {
  resize: Resize;
  /** what lies behind it, in bars and where it is transparent; black where nothing is said, as in imports */
  background?: '#000' | '#fff';
}

export interface DecodedPicture {
  /** height × width × channels, as wanted */
  pixels: Uint8Array;
  /** 1 where the picture has no colour, however its file is made */
  channels: 1 | 3;
  /** of the picture as it was, upright */
  original: PictureSize;
}

/** Decodes pictures one by one; several at a time may be asked for. */
export class PictureDecoder {
  readonly #gate = new Gate(PIXELS_AT_A_TIME);

  constructor(readonly sharp: Sharp) {}

  /** What the pixels that a file comes out as depend on, beside the file. */
  get version(): string {
    const { sharp = '', vips = '' } = this.sharp.versions;
    return `${DECODING}, sharp ${sharp}, libvips ${vips}`;
  }

  /** What size the header says the picture has, upright. @throws FileFault as `decode` */
  async look(bytes: Uint8Array): Promise<PictureSize> {
    checkFormat(bytes);
    try {
      const metadata = await this.#open(bytes).metadata();
      checkPixels(metadata);
      return upright(metadata);
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** What `look` says, and whether the picture has no colour. @throws FileFault as `decode` */
  async lookAtColors(bytes: Uint8Array): Promise<PictureSize & { isGrey: boolean }> {
    const { channels, original } = await this.decode(bytes, SMALL);
    return { ...original, isGrey: channels === 1 };
  }

  /**
   * Decodes the first picture of a file: upright, flattened on its background, 8 bits a channel, brought to size.
   *
   * @throws FileFault when it is of a format that is not read, damaged, or too large
   */
  async decode(bytes: Uint8Array, wanted: Wanted): Promise<DecodedPicture> {
    if (checkFormat(bytes) === 'png') {
      const plain = decodePlainPng(bytes);
      if (plain?.height === wanted.height && plain.width === wanted.width) {
        return { ...withoutColour(plain.pixels, plain.channels), original: plain };
      }
    }
    try {
      const metadata = await this.#open(bytes).metadata();
      checkPixels(metadata);
      const pixels = metadata.width * metadata.height;
      return await this.#gate.pass(pixels, () => this.#decode(bytes, metadata, wanted));
    } catch (error) {
      throw faultOf(error);
    }
  }

  #open(bytes: Uint8Array) {
    // `error` takes what can be decoded whole, though its file may have flaws; what is cut off is an error.
    return this.sharp(bytes, { limitInputPixels: false, failOn: 'error', pages: 1 });
  }

  async #decode(bytes: Uint8Array, metadata: Metadata, wanted: Wanted): Promise<DecodedPicture> {
    const { height, width, resize, background = '#000' } = wanted;
    const original = upright(metadata);
    const picture = this.#open(bytes).autoOrient();
    if (original.height !== height || original.width !== width) {
      picture.resize({ height, width, fit: FITS[resize], background });
    }
    if (metadata.hasAlpha) picture.flatten({ background });
    // Pictures without colour stay as they are; going by way of colour might round them.
    const isGrey = isGreySpace(metadata.space);
    const { data, info } = await picture
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const isWhole = data.length === height * width * info.channels;
    if (!isWhole || (info.channels !== 1 && info.channels !== 3)) {
      throw new FileFault('unreadable', `its colours are not understood (${metadata.space})`);
    }
    return { ...withoutColour(data, info.channels), original };
  }
}

function checkFormat(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new FileFault('unreadable', 'it is empty');
  const format = formatOf(bytes);
  if (format === undefined) throw new FileFault('unsupported', 'it is not a picture');
  if (typeof format === 'string') return format;
  throw new FileFault('unsupported', `it is ${format.unread}: save it as PNG or JPEG`);
}

/** @throws FileFault for more pixels than can be, and for such that are no levels of 8 or 16 bits */
function checkPixels({ width, height, depth, space, channels }: Metadata): void {
  // Nobody says what is black and what is white in measurements: shown as levels they would be all black.
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new FileFault(
      'unsupported',
      `its pixels are numbers of another kind (${depth}): save it with 8 or 16 bits a channel`,
    );
  }
  if (isGreySpace(space) && channels > 2) {
    throw new FileFault('unsupported', `it has ${channels} channels: save it in grey or colour`);
  }
  if (width * height <= MOST_PIXELS) return;
  throw new FileFault(
    'unreadable',
    `it has ${height.toLocaleString('en')} × ${width.toLocaleString('en')} pixels, more than ${MOST_PIXELS / 1e6} million: make it smaller`,
  );
}

const isGreySpace = (space: string): boolean => space === 'b-w' || space === 'grey16';

const upright = ({ autoOrient }: Metadata): PictureSize => ({
  height: autoOrient.height,
  width: autoOrient.width,
});

/** The library's errors are about one file each. */
function faultOf(error: unknown): FileFault {
  if (error instanceof FileFault) return error;
  const text = error instanceof Error ? error.message : String(error);
  const isShort = /premature|truncated|end of (file|stream)|unexpected end|not enough/i.test(text);
  return new FileFault('unreadable', isShort ? 'it is cut off' : 'it is damaged', { cause: error });
}
