import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEPT_MS, STAGING_NAME } from '@shared/contract/interrupted-import';
import { isAlive } from '../../durable/alive';
import { interruptedImports } from '../interrupted-imports';
import type { CheckContext } from './check-context';

/** What was made or removed this short a time ago may be on its way still, by whoever has no number in its name. */
const ON_ITS_WAY_MS = 60_000;

/** Whose it is, where its name says so: `run.json.123.tmp`, `.digits.123.removed`, `.123-<uuid>.tmp`. */
const ownerOf = (name: string): number | undefined => {
  const owner = /\.(\d+)\.(?:tmp|removed)$/.exec(name)?.[1] ?? /^\.(\d+)-.*\.tmp$/.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
};

const isPassing = (name: string): boolean => name.endsWith('.tmp') || name.endsWith('.removed');

const removal = (path: string) => ({
  words: 'It can be removed: nothing in it was ever finished.',
  done: 'It was removed: nothing in it was ever finished.',
  do: () => rm(path, { recursive: true, force: true }),
});

/**
 * Finds what was being written or removed in a folder when its process was killed.
 *
 * @param isGenerations whether a number in a name is that of a start of an engine, and not of a process
 */
export async function checkLeftovers(
  context: CheckContext,
  folder: string,
  { isGenerations = false }: { isGenerations?: boolean } = {},
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isPassing(name) || name === '.exports.tmp') continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) continue;
    const owner = isGenerations ? undefined : ownerOf(name);
    const isInUse = owner === undefined ? Date.now() - found.mtimeMs < ON_ITS_WAY_MS : isAlive(owner);
    if (isInUse) continue;
    const what = name.endsWith('.removed') ? 'was being removed' : 'was being written';
    await context.mend(path, `It ${what} when its program was ended.`, removal(path));
  }
}

/** Half-made runs: the folder of a new one, or of one that was coming from elsewhere. */
export async function checkHalfMadeRuns(context: CheckContext): Promise<void> {
  await checkLeftovers(context, context.library.runs, { isGenerations: true });
}

/** Half-imported datasets that no import can go on with. */
export async function checkStagings(context: CheckContext): Promise<void> {
  const { datasets } = context.library;
  const goOn = new Set((await interruptedImports(datasets)).map(({ id }) => id));
  for (const name of await readdir(datasets).catch(() => [])) {
    const maker = STAGING_NAME.exec(name)?.[1];
    if (maker === undefined || goOn.has(name) || isAlive(Number(maker))) continue;
    const path = join(datasets, name);
    const days = KEPT_MS / (24 * 60 * 60 * 1000);
    const found = `It is half an import, and too little of one, or older than the ${days} days for which it can go on.`;
    await context.mend(path, found, removal(path));
  }
}

const LOCK_PART = /^(?:\.studio\.lock-|studio\.lock\.after-|\.writable-\d+$)/;

/** What dead programs left beside the lock. The lock itself belongs to whoever checks. */
export async function checkLocks(context: CheckContext): Promise<void> {
  const { folder } = context.library;
  for (const name of await readdir(folder)) {
    if (!LOCK_PART.test(name)) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined || Date.now() - found.mtimeMs < ON_ITS_WAY_MS) continue;
    await context.mend(path, 'It is a part of the lock of a program that is gone.', removal(path));
  }
}
