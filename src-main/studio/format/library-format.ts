import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';

/**
 * Of everything in a library together, as this Trainyard writes it. It is raised with each change after which an older
 * Trainyard would damage what it finds: a field that means something else, a file that it would clear away. An older one
 * then opens the library for reading alone.
 */
export const LIBRARY_FORMAT = 1;

export const FORMAT_FILE = 'library.json';

/** `library.json` */
export const libraryDocumentSchema = z.looseObject({
  format: z.int().positive(),
  /** of the Trainyard that wrote it first in this format */
  appVersion: z.string().default(''),
});
type LibraryDocument = z.infer<typeof libraryDocumentSchema>;

/** Format 0 is every library from before there was the file. */
export const readFormat = async (folder: string): Promise<LibraryDocument> =>
  (await readDocument(join(folder, FORMAT_FILE), libraryDocumentSchema)) ?? { format: 0, appVersion: '' };

export const writeFormat = (folder: string, format: number, appVersion: string): Promise<void> =>
  writeFileAtomically(join(folder, FORMAT_FILE), JSON.stringify({ format, appVersion }, null, 1));

/** Why a library is not written into; empty where it is. */
export function whyReadOnly({ format, appVersion }: LibraryDocument): string {
  if (format <= LIBRARY_FORMAT) return '';
  const by = appVersion === '' ? 'a newer Trainyard' : `Trainyard ${appVersion}`;
  return `This library was written by ${by}, in format ${format}, and this Trainyard knows formats up to ${LIBRARY_FORMAT}: it is only read, so that nothing of it is damaged. Train with the newer one.`;
}
