import { createHash } from 'node:crypto';
import { constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const BUILT = resolve('out/main');
const KEPT = resolve('.cache/test-folders');

/** Changes with the built program, so that what an older one made is never taken. */
function versionOfBuild(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.c?js$/.test(name)) hash.update(name).update(readFileSync(join(BUILT, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

let version: string | undefined;

/** Has a folder made in a library of its own, and keeps it; those of older builds are cleared away. */
async function makeAnew(
  kept: string,
  place: string,
  make: (library: string) => Promise<void>,
): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  for (const name of await readdir(KEPT)) {
    const isOld = !name.startsWith('making-') && !name.endsWith(version!);
    if (isOld) await rm(join(KEPT, name), { recursive: true, force: true });
  }
  const library = await mkdtemp(join(KEPT, 'making-'));
  try {
    await make(library);
    // Another test may have been quicker; its folder is as good.
    await rename(join(library, place), kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error;
    });
  } finally {
    await rm(library, { recursive: true, force: true });
  }
}

/**
 * Puts a folder into a library that has none there, as if it had been made there. It is made once for all tests on one
 * build.
 *
 * @param name of what is kept
 * @param place of the folder in a library
 * @param make has the built program make it in an empty library
 */
export async function addKeptFolder(
  name: string,
  place: string,
  library: string,
  make: (library: string) => Promise<void>,
): Promise<void> {
  version ??= versionOfBuild();
  const kept = join(KEPT, `${name}-${version}`);
  if (!existsSync(kept)) await makeAnew(kept, place, make);
  await cp(kept, join(library, place), { recursive: true, mode: constants.COPYFILE_FICLONE });
}

/** As `addKeptFolder`, a dataset by its id. */
export const addKeptDataset = (
  id: string,
  library: string,
  make: (library: string) => Promise<void>,
): Promise<void> => addKeptFolder(id, join('datasets', id), library, make);
