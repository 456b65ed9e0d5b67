import { join } from 'node:path';
import { REASONS_BY_STEPS } from '@shared/contract/checkpoint';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { namesIn } from '../../durable/names-in';
import { whyNotRead } from '../../durable/read-fault';
import { errorCode } from '../../faults/data-error';
import { CHECKPOINT_DOCUMENT } from './checkpoint-files';
import {
  CheckpointError,
  DamagedFileError,
  readCheckpoint,
  readDocument,
  type ReadCheckpoint,
} from './read-checkpoint';

/** What `read` gives; undefined where that is damaged. What cannot be read for a moment is not. */
async function whereWhole<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (error instanceof DamagedFileError) return undefined;
    throw error;
  });
}

async function checkpointsIn(folder: string): Promise<string[]> {
  try {
    return await namesIn(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new CheckpointError(`${folder} cannot be read (${whyNotRead(code)}): see to that, then resume.`, {
      cause: error,
    });
  }
}

/**
 * The newest checkpoint of a run that its policy saved, verified; a damaged one is passed over.
 *
 * @returns undefined when there is none
 * @throws CheckpointError when one cannot be read just now: which one it is hangs on the steps taken alone
 */
export async function newestByPolicy(runFolder: string): Promise<ReadCheckpoint | undefined> {
  const checkpoints = join(runFolder, 'checkpoints');
  const names = await checkpointsIn(checkpoints);
  const newestFirst = names
    .filter((name) => checkpointIdSchema.safeParse(name).success)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const name of newestFirst) {
    const folder = join(checkpoints, name);
    const document = await whereWhole(readDocument(join(folder, CHECKPOINT_DOCUMENT)));
    if (!document?.reasons.some((reason) => REASONS_BY_STEPS.includes(reason))) continue;
    const read = await whereWhole(readCheckpoint(folder));
    if (read) return read;
  }
  return undefined;
}
