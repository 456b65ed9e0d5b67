import { basename } from 'node:path';
import type { TrainJob } from '@shared/contract/engine-job';
import { CheckpointError, DamagedFileError, readCheckpoint, type ReadCheckpoint } from './read-checkpoint';

/**
 * Reads the checkpoint that a job begins with; where its files do not hold, the one before, and so on.
 *
 * @param onDamaged told of each that was passed over
 * @throws CheckpointError when none of them can be read, or one cannot be read just now: it may be whole
 */
export async function readNewest(
  { checkpointFolder, isOwn, older }: NonNullable<TrainJob['begin']>,
  onDamaged: (checkpoint: string, fault: string) => void,
): Promise<ReadCheckpoint> {
  if (!isOwn) return readCheckpoint(checkpointFolder);
  for (const folder of [checkpointFolder, ...older]) {
    try {
      return await readCheckpoint(folder);
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      onDamaged(basename(folder), `${basename(error.path)}: ${error.fault}`);
    }
  }
  throw new CheckpointError(
    'No checkpoint of this run can be read, as their files are damaged: resume again to start it from the beginning.',
  );
}
