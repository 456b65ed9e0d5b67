import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { sealed } from '../src-main/durable/sealed-document';
import { CHECKPOINT_DOCUMENT, CHECKPOINT_FILES } from '../src-main/engine/checkpoint/checkpoint-files';
import { encodeSafetensors } from '../src-main/engine/checkpoint/safetensors';
import { freshPosition, type TrainingPosition } from '../src-main/engine/checkpoint/training-position';

/** What a checkpoint says of itself, with these files. @param id its step is in it */
export function checkpointDocument(id: string, files: CheckpointDocument['files']): CheckpointDocument {
  const none = { trainLoss: null, trainAccuracy: null, valLoss: null, valAccuracy: null };
  return {
    version: 1,
    id,
    run: '20261124-100000-aaaa',
    generation: 1,
    epoch: 1,
    step: Number(id.split('-')[1]),
    reasons: ['epoch'],
    metrics: { ...none, valMacroF1: null, valTop5: null, valMae: null, valRmse: null, valR2: null },
    savedAt: '2026-11-24T10:00:00.000Z',
    files,
  };
}

/** Puts a whole checkpoint of two numbers into a folder of its name. @returns the folder */
export async function saveCheckpoint(
  checkpoints: string,
  id: string,
  position: Partial<TrainingPosition> = {},
): Promise<string> {
  const folder = join(checkpoints, id);
  await mkdir(folder, { recursive: true });
  const arrays = encodeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }]);
  const contents: [string, Uint8Array][] = [
    [CHECKPOINT_FILES.model, arrays],
    [CHECKPOINT_FILES.optimizer, arrays],
    [CHECKPOINT_FILES.state, new TextEncoder().encode(JSON.stringify({ ...freshPosition(1), ...position }))],
  ];
  const files: CheckpointDocument['files'] = {};
  for (const [name, bytes] of contents) {
    await writeFile(join(folder, name), bytes);
    files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }
  await writeFile(join(folder, CHECKPOINT_DOCUMENT), JSON.stringify(sealed(checkpointDocument(id, files))));
  return folder;
}
