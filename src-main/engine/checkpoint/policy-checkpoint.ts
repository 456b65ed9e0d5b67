import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkpointDocumentSchema,
  REASONS_BY_STEPS,
  type CheckpointDocument,
} from '@shared/contract/checkpoint';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { CHECKPOINT_DOCUMENT } from './checkpoint-files';
import { readCheckpoint, type ReadCheckpoint } from './read-checkpoint';

const documentOf = async (folder: string): Promise<CheckpointDocument | undefined> => {
  try {
    const text = await readFile(join(folder, CHECKPOINT_DOCUMENT), 'utf8');
    return checkpointDocumentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * The newest checkpoint of a run that its policy saved, verified; a damaged one is passed over.
 *
 * @returns undefined when there is none
 */
export async function newestByPolicy(runFolder: string): Promise<ReadCheckpoint | undefined> {
  const checkpoints = join(runFolder, 'checkpoints');
  const names = await readdir(checkpoints).catch(() => []);
  const newestFirst = names
    .filter((name) => checkpointIdSchema.safeParse(name).success)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const name of newestFirst) {
    const folder = join(checkpoints, name);
    const document = await documentOf(folder);
    if (!document?.reasons.some((reason) => REASONS_BY_STEPS.includes(reason))) continue;
    const read = await readCheckpoint(folder).catch(() => undefined);
    if (read) return read;
  }
  return undefined;
}
