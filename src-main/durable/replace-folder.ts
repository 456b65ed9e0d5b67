import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameSynced } from './atomic-file';

/** Puts a folder in the place of one that is there; if that fails, what was there stands again. */
export async function replaceFolder(written: string, path: string): Promise<void> {
  const away = join(dirname(path), `.${basename(path)}.${process.pid}.removed`);
  await rename(path, away);
  try {
    await renameSynced(written, path);
  } catch (error) {
    await rename(away, path);
    throw error;
  }
  await rm(away, { recursive: true, force: true });
}
