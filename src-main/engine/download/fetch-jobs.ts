import { mkdir } from 'node:fs/promises';
import type { EngineJob } from '@shared/contract/engine-job';
import { DataError } from '../../faults/data-error';
import { addressIn, parseMirror } from '../data/catalog/addresses';
import { downloadFile, NoAddressWorked } from './download-file';
import { fetchText } from './fetch-text';

type JobOf<Type extends EngineJob['type']> = Extract<EngineJob, { type: Type }>;

/**
 * Fetches a short text from the first folder on the web that has it.
 *
 * @returns it, and that folder
 * @throws DataError in one sentence
 */
export async function runFetchTextJob(
  { name, mirrors, mostBytes }: JobOf<'fetch-text'>,
  signal: AbortSignal,
): Promise<{ text: string; mirror: string }> {
  const addresses = mirrors.map((mirror) => addressIn(parseMirror(mirror), name));
  try {
    const { text, address } = await fetchText({ addresses, mostBytes, signal });
    return { text, mirror: mirrors[addresses.indexOf(address)] ?? address.href };
  } catch (error) {
    if (!(error instanceof NoAddressWorked)) throw error;
    throw new DataError(`${name} could not be fetched (${error.message}): try again later.`, undefined, {
      cause: error,
    });
  }
}

/** Fetches a file whose size and checksum are known. @throws DataError in one sentence; what has come stays */
export async function runFetchFileJob(
  { file, folder, mirrors }: JobOf<'fetch-file'>,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await downloadFile({
      file,
      folder,
      addresses: mirrors.map((mirror) => addressIn(parseMirror(mirror), file.name)),
      onBytes: (bytes) => onProgress(bytes, file.bytes),
      signal,
    });
  } catch (error) {
    if (!(error instanceof NoAddressWorked)) throw error;
    throw new DataError(`${error.message}: try again later, what has come is kept.`, undefined, {
      cause: error,
    });
  }
}
