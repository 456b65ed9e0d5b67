import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFile, NoAddressWorked, type Patience } from '../../download/download-file';
import { DataError } from '../data-error';
import { addressIn } from './addresses';
import type { Published } from './published';

export interface FetchFiles {
  /** the catalog's id and name, for messages */
  id: string;
  name: string;
  published: Published;
  /** where the files are to be */
  folder: string;
  /** folders on the web, in the order in which they are tried */
  addresses: readonly URL[];
  /** told how many bytes of all files are there */
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
  patience?: Patience | undefined;
}

/**
 * Fetches all files of a published dataset into one folder. Those that are there and right are not fetched again.
 *
 * @returns the host that the last of them came from, for people
 * @throws DataError in one sentence; what has come stays for the next time
 * @throws the signal's reason when aborted
 */
export async function fetchFiles(options: FetchFiles): Promise<string> {
  const { id, name, published, folder, onProgress, signal, patience } = options;
  const total = published.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let addresses = [...options.addresses];
  let before = 0;
  for (const file of published.files) {
    try {
      const tried = addresses.map((address) => addressIn(address, file.name));
      const brought = await downloadFile({
        file,
        folder,
        addresses: tried,
        onBytes: (bytes) => onProgress(before + bytes, total),
        signal,
        ...(patience && { patience }),
      });
      // The others have failed just now: they are the last ones to be asked for the next file.
      const at = brought === undefined ? 0 : tried.indexOf(brought);
      addresses = [...addresses.slice(at), ...addresses.slice(0, at)];
    } catch (error) {
      if (!(error instanceof NoAddressWorked)) throw error;
      const files = published.files.length === 1 ? file.name : `its ${published.files.length} files`;
      throw new DataError(
        `${name} could not be fetched (${error.message}): try again later, what has come is kept; or name a mirror (data fetch ${id} --mirror ADDRESS); or put ${files} into ${folder} by hand and try again.`,
        undefined,
        { cause: error },
      );
    }
    before += file.bytes;
  }
  return addresses[0]!.host;
}

/** Removes fetched files that are not needed any more, and their folder where nothing else is in it. */
export async function dropFiles(folder: string, { files }: Published): Promise<void> {
  for (const { name } of files) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch(() => undefined);
}
