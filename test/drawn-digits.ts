import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const BUILT = resolve('out/main');
const KEPT = resolve('.cache/drawn-digits');

/** Changes with the built program, so that digits of an older one are never taken. */
function versionOfBuild(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.c?js$/.test(name)) hash.update(name).update(readFileSync(join(BUILT, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Has the built program draw all digits, by a run of one step that is tested at its end. */
async function drawAnew(kept: string): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  for (const name of await readdir(KEPT)) {
    if (!name.startsWith('drawing-')) await rm(join(KEPT, name), { recursive: true, force: true });
  }
  const library = await mkdtemp(join(KEPT, 'drawing-'));
  try {
    const train = ['train', 'mlp', '--set', 'stop.steps=1', '--set', 'validation.fraction=0.01'];
    const args = [join(BUILT, 'cli.cjs'), ...train, '--library', library, '--json'];
    await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
    // Another test may have been quicker; its digits are the same.
    await rename(join(library, 'datasets', 'digits'), kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error;
    });
  } finally {
    await rm(library, { recursive: true, force: true });
  }
}

/**
 * Puts the built-in digits into a library that has none yet, as if they had been drawn there. They are drawn once
 * for all tests on one build: it takes many seconds.
 */
export async function addDrawnDigits(library: string): Promise<void> {
  const kept = join(KEPT, versionOfBuild());
  if (!existsSync(kept)) await drawAnew(kept);
  await cp(kept, join(library, 'datasets', 'digits'), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
  });
}
