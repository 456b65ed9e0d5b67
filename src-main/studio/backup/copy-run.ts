import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { syncFolder } from '../../durable/atomic-file';
import { errorCode } from '../../faults/data-error';
import { setAsideLists } from '../evaluations-file';
import type { LibraryUse } from '../check/check-context';
import { lengthOfWholeLines, lengthOfWholeRows } from '../check/check-logs';
import { copyBeginning, copyChangingTree, copyStill, copyTree, type Copying } from './copy-whole';

/** Logs are compacted at the end of a run: what was copied of them in that moment is copied anew. */
const TRIES = 5;

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/** Those that are there now, held until they are copied. Damaged ones are held by nobody. */
async function heldCheckpoints(runFolder: string, use: LibraryUse) {
  const names = await readdir(join(runFolder, 'checkpoints')).catch(() => []);
  const ids = names.filter((name) => checkpointIdSchema.safeParse(name).success);
  return Promise.all(ids.map(async (id) => ({ id, release: await use.hold(basename(runFolder), id) })));
}

/** @returns whether there were some, and all of them went away before they were held */
async function missedCheckpoints(
  from: string,
  to: string,
  use: LibraryUse,
  copying: Copying,
): Promise<boolean> {
  const held = await heldCheckpoints(from, use);
  let copied = 0;
  try {
    for (const { id } of held) {
      const target = join(to, 'checkpoints', id);
      try {
        await copyTree(join(from, 'checkpoints', id), target, copying);
        copied += 1;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        await rm(target, { recursive: true, force: true });
      }
    }
  } finally {
    for (const { release } of held) release?.();
  }
  return copied === 0 && held.length > 0;
}

async function copyCheckpoints(from: string, to: string, use: LibraryUse, copying: Copying): Promise<void> {
  await mkdir(join(to, 'checkpoints'), { recursive: true });
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (!(await missedCheckpoints(from, to, use, copying))) break;
  }
  await syncFolder(join(to, 'checkpoints'));
}

/** Which files there are, and which of them were replaced: appending changes nothing of it. */
async function standingOf(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).toSorted();
  const found = await Promise.all(names.map((name) => lstat(join(folder, name)).catch(() => undefined)));
  return names.map((name, at) => `${name} ${found[at]?.ino}`).join('\n');
}

async function copyLog(from: string, to: string, copying: Copying): Promise<void> {
  if (from.endsWith('.log')) {
    const length = await lengthOfWholeRows(from);
    if (length !== undefined) await copyBeginning(from, to, length, copying);
  } else if (from.endsWith('.jsonl')) {
    await copyBeginning(from, to, await lengthOfWholeLines(from), copying);
  } else await copyStill(from, to, copying);
}

async function copyMetrics(from: string, to: string, copying: Copying): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const before = await standingOf(from);
    await mkdir(to, { recursive: true });
    try {
      for (const name of (await readdir(from).catch(() => [])).filter(
        (one) => !/\.(tmp|removed)$/.test(one),
      )) {
        await copyLog(join(from, name), join(to, name), copying);
      }
      if ((await standingOf(from)) === before) return syncFolder(to);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    await rm(to, { recursive: true, force: true });
  }
  throw new Error(`${from} was changed again and again while it was copied: try again when nothing trains.`);
}

/**
 * Copies a run, which may train meanwhile, so that what was copied goes on as the run would: what documents name before
 * what they name is removed, each checkpoint before the rows that lead up to it, `run.json` last, and of logs whole rows and
 * lines only.
 */
export async function copyRun(from: string, to: string, use: LibraryUse, copying: Copying): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of ['labels.json', 'keeping.json', 'evaluations.json', OWN_WEIGHTS]) {
    if (await isThere(join(from, name))) await copyStill(join(from, name), join(to, name), copying);
  }
  for (const name of await setAsideLists(from)) await copyStill(join(from, name), join(to, name), copying);
  if (await isThere(join(from, 'evaluations'))) {
    await copyChangingTree(join(from, 'evaluations'), join(to, 'evaluations'), copying);
  }
  await copyCheckpoints(from, to, use, copying);
  if (await isThere(join(from, 'metrics')))
    await copyMetrics(join(from, 'metrics'), join(to, 'metrics'), copying);
  const events = join(from, 'events.jsonl');
  if (await isThere(events)) await copyLog(events, join(to, 'events.jsonl'), copying);
  if (await isThere(join(from, 'run.json')))
    await copyStill(join(from, 'run.json'), join(to, 'run.json'), copying);
  await syncFolder(to);
}
