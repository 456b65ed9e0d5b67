import type { TrainJob } from '@shared/contract/engine-job';
import type { RunSpec } from '@shared/spec/run-spec';
import { checkpointFolder, type FoundCheckpoint } from './checkpoints';

/**
 * Where an engine begins: at the newest of the run's own checkpoints that looks right, with the older ones behind it
 * in case that its hashes do not hold; else where the spec says; else at the beginning.
 *
 * @param own the run's checkpoints, oldest first
 */
export function beginOf(
  own: readonly FoundCheckpoint[],
  start: RunSpec['start'],
  folderOf: (run: string) => string,
): TrainJob['begin'] {
  const [newest, ...older] = own
    .filter(({ problem }) => problem === '')
    .map(({ folder }) => folder)
    .toReversed();
  if (newest !== undefined)
    return { checkpointFolder: newest, mode: 'continue', fit: 'exact', isOwn: true, older };
  if (start === undefined) return null;
  const parents = checkpointFolder(folderOf(start.run), start.checkpoint);
  return { checkpointFolder: parents, mode: start.mode, fit: start.fit, isOwn: false, older: [] };
}
