import { rm } from 'node:fs/promises';

/** Removes folders of an application that has just ended: its other processes may write there for a moment yet. */
export async function removeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
