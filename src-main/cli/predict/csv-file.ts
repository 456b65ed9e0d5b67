import { open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writingFailed } from '../../faults/data-error';
import { UsageError } from '../usage-error';

export interface CsvFile {
  write(lines: string): Promise<void>;
  /** Gives it its name. */
  keep(): Promise<void>;
  /** Removes it, where it was not kept. */
  close(): Promise<void>;
}

/**
 * A file that is there under its name when it is whole.
 *
 * @throws {UsageError} when something is there already, or it cannot be written
 */
export async function openCsvFile(path: string): Promise<CsvFile> {
  if (await stat(resolve(path)).catch(() => undefined)) {
    throw new UsageError(`${path} is there already: choose another name with --to.`, '--to');
  }
  const temporary = `${resolve(path)}.${process.pid}.part`;
  const file = await open(temporary, 'wx').catch((error: unknown) => {
    const fault = writingFailed(error, path);
    throw fault instanceof Error ? new UsageError(fault.message, '--to') : fault;
  });
  let isKept = false;
  return {
    write: async (lines) => {
      await file.writeFile(lines).catch((error: unknown) => {
        throw writingFailed(error, path);
      });
    },
    keep: async () => {
      await file.sync();
      await file.close();
      await rename(temporary, resolve(path));
      isKept = true;
    },
    close: async () => {
      if (isKept) return;
      await file.close().catch(() => {});
      await rm(temporary, { force: true });
    },
  };
}
