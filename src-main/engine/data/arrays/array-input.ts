import type { DatasetInput } from '@shared/contract/dataset';
import { DataError } from '../data-error';
import { numberReader } from './npy-elements';
import type { StoredArray } from './array-file';

const MOST_SIDE = 1024;
const MOST_CHANNELS = 4;
const MOST_NUMBERS = 1 << 24;

/** How the samples of an array of more than two axes are shown to a model. */
export interface ArrayInput {
  input: Extract<DatasetInput, { type: 'pictures' | 'numbers' }>;
  /** what a person should know about it */
  notes: string[];
  /** whether each number has to be looked at, because it may be infinite or missing */
  mayBeUnfit: boolean;
  /** Writes one sample. */
  read(view: DataView, at: number, into: Float32Array | Uint8Array): void;
}

/** Pictures as bytes: height, width, and channels last or first. */
function pictureAxes(
  item: readonly number[],
): { height: number; width: number; channels: number; isFirst: boolean } | undefined {
  const [a = 0, b = 0, c] = item;
  if (c === undefined) return { height: a, width: b, channels: 1, isFirst: false };
  if (c <= MOST_CHANNELS) return { height: a, width: b, channels: c, isFirst: false };
  if (a <= MOST_CHANNELS) return { height: b, width: c, channels: a, isFirst: true };
  return undefined;
}

/** @throws DataError when samples are too large, or of too many axes */
export function arrayInput({ header, where }: StoredArray): ArrayInput {
  const item = header.shape.slice(1);
  const size = item.reduce((product, length) => product * length, 1);
  const { type } = header;
  const axes = type.kind === 'u' && type.bytes === 1 && item.length <= 3 ? pictureAxes(item) : undefined;
  if (axes === undefined) {
    if (item.length > 4 || size > MOST_NUMBERS) {
      throw new DataError(
        `${where} has samples of ${item.join(' × ')}, but four axes and ${MOST_NUMBERS.toLocaleString('en')} numbers is the most: make them smaller.`,
        'path',
      );
    }
    const read = numberReader(type);
    return {
      input: { type: 'numbers', shape: item },
      notes: [],
      mayBeUnfit: type.kind === 'f',
      read: (view, at, into) => {
        for (let place = 0; place < size; place++) into[place] = read(view, at + place * type.bytes);
      },
    };
  }
  const { height, width, channels, isFirst } = axes;
  if (height > MOST_SIDE || width > MOST_SIDE) {
    throw new DataError(
      `${where} has pictures of ${height} × ${width} pixels, but ${MOST_SIDE} × ${MOST_SIDE} is the most: make them smaller.`,
      'path',
    );
  }
  const pixels = height * width;
  return {
    input: { type: 'pictures', shape: [height, width, channels] },
    notes: isFirst ? ['Channels come first in the array, and were put last.'] : [],
    mayBeUnfit: false,
    read: (view, at, into) => {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size);
      if (!isFirst) {
        into.set(bytes);
        return;
      }
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let channel = 0; channel < channels; channel++) {
          into[pixel * channels + channel] = bytes[channel * pixels + pixel]!;
        }
      }
    },
  };
}
