import type { EngineJob } from '@shared/contract/engine-job';
import { RUNTIMES } from '@shared/runtime/runtimes';
import { DataError } from '../../faults/data-error';
import { parseMirror } from '../data/catalog/addresses';
import { fetchRuntime, type FetchRuntime } from './fetch-runtime';

/** Fetches the library that a job names. @throws DataError in one sentence */
export async function runFetchRuntimeJob(
  { runtime: id, runtimesFolder, addon, mirrors }: Extract<EngineJob, { type: 'fetch-runtime' }>,
  onProgress: FetchRuntime['onProgress'],
  signal: AbortSignal,
): Promise<void> {
  const runtime = RUNTIMES.find((one) => one.id === id);
  if (runtime === undefined) throw new DataError(`There is no runtime called "${id}".`);
  await fetchRuntime({
    runtime,
    runtimesFolder,
    addon,
    mirrors: mirrors.map(parseMirror),
    onProgress,
    signal,
  });
}
