import { appendFile, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RayPlace } from '@shared/contract/place';
import { RAY_FILES, type WorkerCommand } from '@shared/contract/ray-job';
import { findCheckpoints } from '../checkpoints';
import type { RayJobs } from './ray-jobs';
import { RunMirror } from './run-mirror';
import { jobIdOf, SharedLayout, startsAmong } from './shared-layout';

/**
 * Ends what earlier starts of a run left in a cluster, and brings what they came to into the library: their nodes may have
 * gone on while Trainyard was closed, or killed.
 *
 * @param run its id
 * @param runFolder in the library
 */
export async function takeUpEarlier(
  place: RayPlace,
  jobs: RayJobs,
  run: string,
  runFolder: string,
): Promise<void> {
  const layout = new SharedLayout(place);
  const folder = layout.startsOf(run);
  const names = await readdir(folder).catch(() => []);
  const starts = startsAmong(names, runFolder);
  const end: WorkerCommand = { type: 'end' };
  for (const [at, start] of starts.entries()) {
    const its = layout.startFolder(run, start);
    await appendFile(join(its, RAY_FILES.commands), `${JSON.stringify(end)}\n`).catch(() => {});
    // It may be over, or its cluster gone: its engine finds out by its folder that nobody wants it any more.
    await jobs.stop(jobIdOf(run, start)).catch(() => {});
    // Older ones stood still when the newest began, from what they had come to.
    if (at === 0) {
      const mirror = new RunMirror(join(its, RAY_FILES.run), runFolder);
      const newest = (await findCheckpoints(runFolder)).at(-1);
      if (newest) await mirror.passOver(newest.document.id);
      await mirror.rest();
    }
    await rm(its, { recursive: true, force: true }).catch(() => {});
  }
  for (const name of names.filter((its) => its.endsWith('.tmp'))) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
  await rmdir(folder).catch(() => {});
}
