import { z } from 'zod';
import { typedPath } from '../format/typed-path';

const MOST_CHARACTERS = 4096;

/** A path on the studio's machine, as somebody typed or pasted it. */
export const hostPathSchema = z
  .string()
  .transform(typedPath)
  .pipe(
    z
      .string()
      .min(1, 'a path is missing')
      .max(MOST_CHARACTERS, 'a path has at most 4,096 characters on most systems'),
  );
/** As `hostPathSchema`, or empty for none. */
export const hostPathOrNoneSchema = z.string().transform(typedPath).pipe(z.string().max(MOST_CHARACTERS));
