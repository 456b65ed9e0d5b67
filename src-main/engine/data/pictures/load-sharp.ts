import type sharpModule from 'sharp';
import { DataError } from '../data-error';

export type Sharp = typeof sharpModule;

let loaded: Promise<Sharp> | undefined;

/**
 * Loads sharp, which decodes pictures. Several are decoded at a time, each by one thread, and nothing is remembered of
 * them: that is quickest for many small pictures, and keeps the memory flat.
 *
 * @throws DataError where this machine cannot load it
 */
export function loadSharp(): Promise<Sharp> {
  loaded ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.concurrency(1);
      sharp.cache(false);
      return sharp;
    },
    (error: unknown) => {
      throw new DataError(
        'Pictures cannot be read on this machine: the library for it (sharp) is missing or was made for another system. Install Trainyard again, or import IDX or NPY files.',
        'path',
        { cause: error },
      );
    },
  );
  return loaded;
}
