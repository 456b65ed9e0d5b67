import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checkpointDocumentSchema, type CheckpointDocument } from '@shared/contract/checkpoint';
import { whyNotRead } from '../../durable/read-fault';
import { readWholeFile } from '../../durable/read-whole-file';
import { isSealed } from '../../durable/sealed-document';
import { errorCode } from '../../faults/data-error';
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
 * A file of a checkpoint. Only one that is not there is damaged: what a drive or the system holds back for a moment may
 * be whole.
 *
 * @throws DamagedFileError when it is missing; CheckpointError when it cannot be read now
 */
async function readFileOf(path: string, onPiece?: (piece: Uint8Array) => void): Promise<Uint8Array> {
  try {
    return await readWholeFile(path, onPiece);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') throw new DamagedFileError(path, 'it is missing');
    // Too little memory, say, which has a way out of its own.
    if (code === undefined) throw error;
    throw new CheckpointError(
      `${path} cannot be read (${whyNotRead(code)}): see to that, then try again. It was not marked as damaged.`,
      { cause: error },
    );
  }
}

/** What a checkpoint says of itself. @throws as `readCheckpoint` */
export async function readDocument(path: string): Promise<CheckpointDocument> {
  const bytes = await readFileOf(path);
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!isSealed(content)) throw new Error('a byte of it was changed');
    return checkpointDocumentSchema.parse(content);
  } catch {
    throw new DamagedFileError(path, 'a byte of it was changed');
  }
}

/**
 * Reads a checkpoint and verifies every file against its hash.
 *
 * @throws DamagedFileError when anything is missing or does not hold; CheckpointError when it cannot be used otherwise
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint> {
  const document = await readDocument(join(folder, CHECKPOINT_DOCUMENT));
  const verified = async (name: string): Promise<Uint8Array> => {
    const path = join(folder, name);
    const hash = createHash('sha256');
    const bytes = await readFileOf(path, (piece) => hash.update(piece));
    if (hash.digest('hex') !== document.files[name]?.sha256) {
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
