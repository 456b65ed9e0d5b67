import { rename, rm, symlink } from 'node:fs/promises';

/**
 * Makes a file or folder that is there one that cannot be read, for root too: a link that leads back to itself.
 *
 * @returns puts it back
 */
export async function makeUnreadable(path: string): Promise<() => Promise<void>> {
  const aside = `${path}.aside`;
  await rename(path, aside);
  await symlink(path, path);
  return async () => {
    await rm(path);
    await rename(aside, path);
  };
}
