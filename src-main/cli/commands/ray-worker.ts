import { resolve } from 'node:path';
import { APP_VERSION } from '../../server/app-version';
import { spawnChildEngine } from '../../server/child-engine';
import { WorkerFault, workOnRayJob } from '../../server/ray-worker';
import { runtimePlace } from '../../server/runtime-place';
import { programData } from '../library-folder';
import type { ExitCode } from '../session';
import { UsageError } from '../usage-error';

/** Does on a node of a Ray cluster what a studio has sent there. */
export async function rayWorker(folder: string): Promise<ExitCode> {
  const leaving = new AbortController();
  // Ray asks a job to end by this, and kills it seconds later.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leaving.abort());
  const runtimes = runtimePlace(programData()).folder;
  try {
    await workOnRayJob(resolve(folder), {
      spawn: (env) => spawnChildEngine({ TRAINYARD_RUNTIMES: runtimes, ...env }),
      appVersion: APP_VERSION,
      leave: leaving.signal,
    });
    return 0;
  } catch (error) {
    // The studio reads the last line of what a job wrote.
    if (error instanceof WorkerFault) throw new UsageError(error.message);
    throw error;
  }
}
