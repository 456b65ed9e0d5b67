import { appendFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RayPlace } from '@shared/contract/place';
import { RAY_FILES, type WorkerCommand } from '@shared/contract/ray-job';
import { namesIn } from '../../durable/names-in';
import { readingFailed } from '../../faults/data-error';
import { findCheckpoints } from '../checkpoints';
import type { RayJobs } from './ray-jobs';
import { RETRY_MS, RunMirror } from './run-mirror';
import { jobIdOf, SharedLayout, startsAmong } from './shared-layout';

/** Brings home what a start came to, where it is the newest. @returns what is not here and could be gone on from; empty where nothing is */
async function whatIsLeft(
  its: string,
  runFolder: string,
  isNewest: boolean,
  retryMs: number,
): Promise<string> {
  const mirror = new RunMirror(join(its, RAY_FILES.run), runFolder, retryMs);
  const newest = (await findCheckpoints(runFolder)).at(-1)?.document.id;
  if (!isNewest) return (await mirror.hasNewer(newest)) ? 'a newer checkpoint than those here' : '';
  if (newest !== undefined) await mirror.passOver(newest);
  return mirror.rest();
}

/**
 * Ends what earlier starts of a run left in a cluster, and brings what they came to into the library: their nodes may have
 * gone on while Trainyard was closed, or killed.
 *
 * @param run its id
 * @param runFolder in the library
 * @returns what is left there, as it could not be brought, in a sentence; empty where nothing is
 * @throws DataError where it cannot be told what there is: nothing is removed, and the next start tries again
 */
export async function takeUpEarlier(
  place: RayPlace,
  jobs: RayJobs,
  run: string,
  runFolder: string,
  retryMs = RETRY_MS,
): Promise<string> {
  const layout = new SharedLayout(place);
  const folder = layout.startsOf(run);
  const names = await namesIn(folder).catch((error: unknown) => {
    throw readingFailed(error, folder);
  });
  const starts = startsAmong(names, runFolder);
  const left: string[] = [];
  const end: WorkerCommand = { type: 'end' };
  for (const [at, start] of starts.entries()) {
    const its = layout.startFolder(run, start);
    await appendFile(join(its, RAY_FILES.commands), `${JSON.stringify(end)}\n`).catch(() => {});
    // It may be over, or its cluster gone: its engine finds out by its folder that nobody wants it any more.
    await jobs.stop(jobIdOf(run, start)).catch(() => {});
    // Older ones stood still when the newest began, from what they had come to: their logs would take its place.
    const problem = await whatIsLeft(its, runFolder, at === 0, retryMs).catch((error: unknown) => {
      throw readingFailed(error, its);
    });
    if (problem === '') await rm(its, { recursive: true, force: true }).catch(() => {});
    else left.push(`${its} (${problem})`);
  }
  for (const name of names.filter((its) => its.endsWith('.tmp'))) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
  await rmdir(folder).catch(() => {});
  if (left.length === 0) return '';
  return `What an earlier start came to in the cluster could not all be brought here, and was left in ${left.join(' and ')}.`;
}
