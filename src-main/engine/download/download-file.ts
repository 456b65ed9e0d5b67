import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readingFailed, writingFailed } from '../data/data-error';
import { FetchFailure } from './fetch-failure';
import { PartFile } from './part-file';
import { transfer, type WantedFile } from './transfer';

/** How patient a download is. */
export interface Patience {
  /** attempts at one address that bring nothing, before the next address */
  tries: number;
  /** before the second attempt; twice as long before each further one */
  waitMs: number;
  /** a connection on which nothing comes for so long is given up */
  stallMs: number;
}

export const PATIENCE: Patience = { tries: 4, waitMs: 1000, stallMs: 30_000 };

/** An attempt that brings as much is no failure: a connection that breaks every few megabytes still gets there. */
const WORTHWHILE = 1 << 16;

export interface Download {
  file: WantedFile;
  /** where the file is to be; it has its name only when it is whole */
  folder: string;
  /** tried in this order */
  addresses: readonly URL[];
  /** told how many bytes of the file are there; goes back where it has to begin anew */
  onBytes: (bytes: number) => void;
  signal: AbortSignal;
  patience?: Patience;
}

/** No address brought the file. The message says of each why. */
export class NoAddressWorked extends Error {
  override readonly name = 'NoAddressWorked';
}

/**
 * Fetches a file whose checksum is known. What was fetched before, also by a process that was killed, is gone on with;
 * a stop or a failure leaves it for the next time.
 *
 * @returns the address that brought it, or undefined when it was there already
 * @throws NoAddressWorked
 * @throws DataError when the disk is to blame
 * @throws the signal's reason when aborted
 */
export async function downloadFile(download: Download): Promise<URL | undefined> {
  const { file, folder, addresses, onBytes, signal } = download;
  signal.throwIfAborted();
  try {
    if (await isIt(join(folder, file.name), file, signal)) {
      onBytes(file.bytes);
      return undefined;
    }
    const part = await PartFile.open(folder, file.name, file.sha256);
    try {
      onBytes(part.size);
      const failures: string[] = [];
      for (const address of addresses) {
        const failure = await fetchFrom(address, part, download);
        if (failure === undefined) {
          await part.settle();
          return address;
        }
        failures.push(`${address.host} ${failure.message}`);
      }
      throw new NoAddressWorked(`${file.name}: ${failures.join('; ')}`);
    } finally {
      await part.close();
    }
  } catch (error) {
    throw writingFailed(error, folder);
  }
}

/** @returns why this address was given up; undefined when the part is whole and right */
async function fetchFrom(
  address: URL,
  part: PartFile,
  { file, onBytes, signal, patience = PATIENCE }: Download,
): Promise<FetchFailure | undefined> {
  let failed = 0;
  let wrong = 0;
  for (;;) {
    const before = part.size;
    try {
      const from = part.size === file.bytes ? before : await once();
      if (await isIt(part.path, file, signal)) return undefined;
      await part.empty();
      onBytes(0);
      const failure = 'sends other bytes than were published';
      // Put together from two answers it may be of two files: only what came in one piece tells of the address.
      if (from === 0 || ++wrong === 2) return new FetchFailure(failure, 'elsewhere');
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FetchFailure)) throw error;
      if (error.then === 'elsewhere') return error;
      failed = part.size - before >= WORTHWHILE ? 1 : failed + 1;
      if (failed >= patience.tries) return error;
      const wait = Math.max(error.waitMs, patience.waitMs * 2 ** (failed - 1));
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  async function once(): Promise<number> {
    const { stallMs } = patience;
    return (await transfer({ file, part, address, stallMs, signal, onBytes })).from;
  }
}

/** Whether a file has the size and the checksum that are wanted. */
async function isIt(path: string, { bytes, sha256 }: WantedFile, signal: AbortSignal): Promise<boolean> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : -1),
    () => -1,
  );
  if (size !== bytes) return false;
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(piece);
  } catch (error) {
    signal.throwIfAborted();
    throw readingFailed(error, path);
  }
  return hash.digest('hex') === sha256;
}
