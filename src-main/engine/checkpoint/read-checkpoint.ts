import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDocumentSchema, type CheckpointDocument } from '@shared/contract/checkpoint';
import { CHECKPOINT_DOCUMENT, CHECKPOINT_FILES } from './checkpoint-files';
import { decodeSafetensors, type NamedArray } from './safetensors';
import { trainingPositionSchema, type TrainingPosition } from './training-position';

export interface ReadCheckpoint {
  document: CheckpointDocument;
  model: NamedArray[];
  optimizer: NamedArray[];
  position: TrainingPosition;
}

/** A checkpoint that cannot be used; the message is one sentence that names the file. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}

/**
 * Reads a checkpoint and verifies every file against its hash.
 *
 * @throws CheckpointError when anything is missing or does not hold
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint> {
  const documentPath = join(folder, CHECKPOINT_DOCUMENT);
  let document: CheckpointDocument;
  try {
    document = checkpointDocumentSchema.parse(JSON.parse(await readFile(documentPath, 'utf8')));
  } catch {
    throw new CheckpointError(`${documentPath} is missing or damaged: choose another checkpoint.`);
  }
  const verified = async (name: string): Promise<Uint8Array> => {
    const path = join(folder, name);
    const bytes = await readFile(path).catch(() => {
      throw new CheckpointError(`${path} is missing: choose another checkpoint.`);
    });
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (digest !== document.files[name]?.sha256) {
      throw new CheckpointError(`${path} is damaged (its SHA-256 does not hold): choose another checkpoint.`);
    }
    return bytes;
  };
  const arrays = async (name: string) => {
    const bytes = await verified(name);
    try {
      return decodeSafetensors(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CheckpointError(`${join(folder, name)} cannot be read: ${reason}.`);
    }
  };
  const model = await arrays(CHECKPOINT_FILES.model);
  const optimizer = await arrays(CHECKPOINT_FILES.optimizer);
  const state = trainingPositionSchema.safeParse(
    JSON.parse(new TextDecoder().decode(await verified(CHECKPOINT_FILES.state))),
  );
  if (!state.success) {
    throw new CheckpointError(`${join(folder, CHECKPOINT_FILES.state)} is of another version of Trainyard.`);
  }
  return { document, model, optimizer, position: state.data };
}
