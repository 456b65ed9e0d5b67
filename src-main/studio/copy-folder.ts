import { copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/atomic-file';

/** What is on its way in or out of a folder, and what the system keeps in it. */
const isPassing = (name: string) =>
  name.startsWith('.') || name.endsWith('.tmp') || name.endsWith('.removed');

/**
 * Copies a folder with the files and folders in it, and waits until all of that is on the disk. Links, and what is just
 * being written or removed, are left out.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (isPassing(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target);
    else if (entry.isFile()) {
      await copyFile(source, target);
      const file = await open(target, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  }
  await syncFolder(to);
}
