import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { IMPORT_FILE, importDocumentSchema, type ImportDocument } from '@shared/contract/interrupted-import';
import { NoSpaceError, writingFailed } from '../data-error';
import type { ImportSource } from '../import/source-reader';
import { adoptStaging, dropStaging, leaveStaging, newStaging } from '../import/staging';
import type { PictureDecoder, Wanted } from './decode';
import { Journal, readJournal, type JournalEntry, type JournalPace } from './journal';
import { Scratch } from './scratch';

/** Where an import keeps what it has decoded, until all is. Always `close` it. */
export interface DecodingPlace {
  scratch: Scratch;
  journal: Journal;
  /**
   * what an interrupted import of the same files has written down, its pixels in the scratch file; undefined where there
   * was none
   */
  earlier: readonly JournalEntry[] | undefined;
  /** @param error why the import ends before it is done */
  close(error?: unknown): Promise<void>;
}

/**
 * Makes a place to decode in, or takes over that of an import of the same path that was interrupted.
 *
 * @throws DataError when the disk is full or not writable
 */
export async function openDecodingPlace(
  { path, name, options, datasetsFolder }: ImportSource,
  { decoder, wanted, total }: { decoder: PictureDecoder; wanted: Wanted; total: number },
  pace?: JournalPace,
): Promise<DecodingPlace> {
  const document: ImportDocument = {
    version: 1,
    request: { path: resolve(path), name, options },
    total,
    decoder: decoder.version,
    size: { height: wanted.height, width: wanted.width },
  };
  let folder: string | undefined;
  try {
    const adopted = await adoptStaging(datasetsFolder, async (left) =>
      isOfSameFiles(await readDocument(left), document),
    );
    folder = adopted ?? (await newStaging(datasetsFolder));
    const earlier = adopted === undefined ? undefined : await earlierEntries(adopted, document);
    const scratch = await Scratch.open(folder);
    const journal = new Journal(folder, document, () => scratch.sync(), pace);
    return { scratch, journal, earlier, close: (error) => closePlace(scratch, journal, error) };
  } catch (error) {
    if (folder !== undefined) await dropStaging(folder);
    throw writingFailed(error, datasetsFolder);
  }
}

const readDocument = async (folder: string): Promise<ImportDocument | undefined> => {
  try {
    return importDocumentSchema.parse(JSON.parse(await readFile(join(folder, IMPORT_FILE), 'utf8')));
  } catch {
    return undefined;
  }
};

/** How samples are divided comes later: another division can go on with the same pixels. */
const isOfSameFiles = (its: ImportDocument | undefined, { request }: ImportDocument): boolean =>
  its?.request.path === request.path &&
  isDeepStrictEqual(its.request.options.pictures, request.options.pictures);

/** None where pixels would come out otherwise now. */
async function earlierEntries(folder: string, wanted: ImportDocument): Promise<JournalEntry[]> {
  const its = await readDocument(folder);
  if (its?.decoder !== wanted.decoder || !isDeepStrictEqual(its.size, wanted.size)) return [];
  return readJournal(folder).catch(() => []);
}

async function closePlace(scratch: Scratch, journal: Journal, error: unknown): Promise<void> {
  await journal.close();
  await scratch.close();
  // With more space it can go on; any other error would come again.
  if (error instanceof NoSpaceError && journal.isBegun) leaveStaging(scratch.folder);
  else await dropStaging(scratch.folder);
}
