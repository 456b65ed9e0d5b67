import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a file is the one that was announced, by its size and its SHA-256. */
export async function isThePackage(
  path: string,
  { bytes, sha256 }: { bytes: number; sha256: string },
): Promise<boolean> {
  try {
    if ((await stat(path)).size !== bytes) return false;
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
    return hash.digest('hex') === sha256;
  } catch {
    return false;
  }
}

/** What is known of updates stays; packages, and parts of them, go. */
export async function clearPackages(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isKept = (name: string) => name === 'updates.json' || name === 'announced.json';
  await Promise.all(
    names
      .filter((name) => !isKept(name))
      .map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}
