import { z } from 'zod';

/** What somebody points at a file or folder for. A grant is good for that alone. */
export const readPurposeSchema = z.enum([
  /** to be imported */
  'data',
  /** a dataset's folder, to be found again */
  'dataset',
  'weights',
  /** a checkpoint's folder, or a run's */
  'checkpoint',
  'run-file',
  'certificates',
]);
export type ReadPurpose = z.infer<typeof readPurposeSchema>;
export const writtenPurposeSchema = z.enum(['export', 'shared-run', 'backup', 'library']);
export const purposeSchema = z.enum([...readPurposeSchema.options, ...writtenPurposeSchema.options]);
export type Purpose = z.infer<typeof purposeSchema>;

/** Names a place on the studio's machine that a person pointed at: nobody can guess it, and no path can be built from it. */
export const grantSchema = z.string().regex(/^[\w-]{43}$/, 'a file or folder has to be chosen');

export const grantedSchema = z.object({
  grant: grantSchema,
  /** for people: nothing takes it back */
  path: z.string(),
});
export type Granted = z.infer<typeof grantedSchema>;

/** More than that of a file goes over in several pieces. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** The next bytes of a file that a browser sends. */
export const uploadPieceSchema = z.object({
  /** left out with the first ones */
  upload: grantSchema.optional(),
  purpose: readPurposeSchema,
  /** of the file, without its folder */
  name: z.string().min(1).max(1000),
  /** of the whole file */
  bytes: z.int().nonnegative(),
  /** where the piece begins */
  at: z.int().nonnegative(),
  piece: z.instanceof(Blob),
});
export type UploadPiece = z.infer<typeof uploadPieceSchema>;

/** What lies in a folder that a browser may use. */
export const folderListingSchema = z.object({
  /** empty: the list of all such folders */
  folder: z.string(),
  /** the one above it, as `folder`; null where none may be seen */
  above: z.string().nullable(),
  /** folders first, each by name */
  entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'file']) })),
  /** how many were left out */
  more: z.int().nonnegative(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;
