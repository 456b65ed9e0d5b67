import { appendFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrainJob } from '@shared/contract/engine-job';
import type { RayPlace } from '@shared/contract/place';
import { goneOnSchema, RAY_FILES, type WorkerCommand } from '@shared/contract/ray-job';
import { writeFileAtomically } from '../../durable/atomic-file';
import { namesIn } from '../../durable/names-in';
import { errorCode, readingFailed } from '../../faults/data-error';
import { findCheckpoints } from '../checkpoints';
import { readDocument } from '../read-document';
import type { RayJobs } from './ray-jobs';
import { RETRY_MS, RunMirror } from './run-mirror';
import { jobIdOf, SharedLayout, startsAmong } from './shared-layout';

type GoneOn = z.infer<typeof goneOnSchema>;

/** Whether a newer start went on from what this one had come to, and from where. */
async function goneOnIn(its: string): Promise<GoneOn | undefined> {
  const path = join(its, RAY_FILES.goneOn);
  const isThere = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  return isThere && ((await readDocument(path, goneOnSchema)) ?? { from: null });
}

/**
 * Brings home what a start came to: all of it where it is the newest, else the checkpoints up to where a newer one went on.
 *
 * @returns what is not here, in a few words; empty where nothing is that could still be wanted
 */
async function whatIsLeft(
  its: string,
  runFolder: string,
  isNewest: boolean,
  retryMs: number,
): Promise<string> {
  const mirror = new RunMirror(join(its, RAY_FILES.run), runFolder, retryMs);
  await mirror.recall();
  const goneOn = await goneOnIn(its);
  if (isNewest && goneOn === undefined) return mirror.rest();
  const missing = goneOn?.from ? await mirror.checkpoints(goneOn.from) : '';
  if (missing !== '') return missing;
  const newest = (await findCheckpoints(runFolder)).at(-1)?.document.id;
  return (await mirror.hasNewer(newest)) ? 'a newer checkpoint than those here' : '';
}

/**
 * Writes down at what earlier starts left there that the run went on without it: their logs would take the place of newer
 * ones, and stay older when the newer start is gone.
 *
 * @param start the one that goes on
 * @param from the run's checkpoint that it begins with; null where it begins anew
 * @throws the system's error where the shared folder cannot be written
 */
export async function markGoneOn(
  place: RayPlace,
  { run, runFolder, generation }: Pick<TrainJob, 'run' | 'runFolder' | 'generation'>,
  from: string | null,
): Promise<void> {
  const layout = new SharedLayout(place);
  for (const start of startsAmong(await namesIn(layout.startsOf(run)), runFolder)) {
    const its = layout.startFolder(run, start);
    if (start.generation >= generation || (await goneOnIn(its))) continue;
    await writeFileAtomically(join(its, RAY_FILES.goneOn), JSON.stringify({ from } satisfies GoneOn));
  }
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
