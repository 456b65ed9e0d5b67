import { z } from 'zod';
import { importRequestSchema } from './import';

/** What a half-made folder beside the datasets is called: it tells whose it is. */
export const STAGING_NAME = /^\.import-(\d+)-/;
/** Beside what was decoded: what is imported, and which files of it are done. */
export const IMPORT_FILE = 'import.json';
export const JOURNAL_FILE = 'journal';
/** What an interrupted import has done is kept for so many milliseconds after its last word. */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** `import.json`: what has to be the same for an import to go on where another one was interrupted. */
export const importDocumentSchema = z.object({
  version: z.literal(1),
  request: importRequestSchema,
  /** files to decode */
  total: z.int().positive(),
  /** what decodes: another one may come to other pixels */
  decoder: z.string(),
  /** what all pictures are brought to */
  size: z.object({ height: z.int().positive(), width: z.int().positive() }),
});
export type ImportDocument = z.infer<typeof importDocumentSchema>;

/** The id is its folder's name, which no path leads out of. */
export const interruptedIdSchema = z.string().regex(/^\.import-\d+-[0-9a-f-]+$/);

/** An import that was cut off, and can go on. */
export const interruptedImportSchema = z.object({
  id: interruptedIdSchema,
  request: importRequestSchema,
  /** files that need not be decoded again, and all */
  done: z.int().nonnegative(),
  total: z.int().positive(),
  /** on the disk */
  bytes: z.number().nonnegative(),
  /** when it was last heard of, in milliseconds since 1970 */
  stoppedAt: z.number(),
});
export type InterruptedImport = z.infer<typeof interruptedImportSchema>;
