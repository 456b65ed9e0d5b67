import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDocumentSchema, type CheckpointDocument } from '@shared/contract/checkpoint';
import { isSealed } from '../../durable/sealed-document';
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

/** A file of a checkpoint is not what was written. */
export class DamagedFileError extends CheckpointError {
  /** @param fault such as "its SHA-256 does not hold" */
  constructor(
    readonly path: string,
    readonly fault: string,
  ) {
    super(`${path} is damaged (${fault}): choose another checkpoint.`);
  }
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
    const content: unknown = JSON.parse(await readFile(documentPath, 'utf8'));
    if (!isSealed(content)) throw new Error('a byte of it was changed');
    document = checkpointDocumentSchema.parse(content);
  } catch {
    throw new DamagedFileError(documentPath, 'it is missing, or a byte of it was changed');
  }
  const verified = async (name: string): Promise<Uint8Array> => {
    const path = join(folder, name);
    const bytes = await readFile(path).catch(() => {
      throw new DamagedFileError(path, 'it is missing');
    });
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (digest !== document.files[name]?.sha256) {
      throw new DamagedFileError(path, 'its SHA-256 does not hold');
    }
    return bytes;
  };
  const arrays = async (name: string) => {
    const bytes = await verified(name);
    try {
      return decodeSafetensors(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DamagedFileError(join(folder, name), reason);
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
