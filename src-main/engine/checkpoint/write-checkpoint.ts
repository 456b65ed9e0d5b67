import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { syncFolder, writeSynced } from '../../durable/atomic-file';
import type { GenerationLease } from '../train/generation-lease';
import { CHECKPOINT_DOCUMENT, CHECKPOINT_FILES, checkpointId } from './checkpoint-files';
import { encodeSafetensors, type NamedArray } from './safetensors';
import type { TrainingPosition } from './training-position';

export interface CheckpointContent {
  model: readonly NamedArray[];
  optimizer: readonly NamedArray[];
  position: TrainingPosition;
  metrics: CheckpointDocument['metrics'];
  reasons: CheckpointDocument['reasons'];
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** One more than the highest ordinal in the folder, unfinished leftovers not counted. */
async function nextOrdinal(checkpoints: string): Promise<number> {
  const names = await readdir(checkpoints);
  const ordinals = names.map((name) => Number(/^(\d{4,})-\d+$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...ordinals) + 1;
}

/**
 * Saves a checkpoint: all files go into a folder of a temporary name, are fsynced, and the folder is
 * renamed. Whatever happens, a folder of the final name is whole.
 *
 * @param runFolder the run's folder, which exists
 * @throws StaleGenerationError when another engine has taken the run over
 */
export async function writeCheckpoint(
  runFolder: string,
  run: string,
  content: CheckpointContent,
  lease: GenerationLease,
): Promise<CheckpointDocument> {
  const checkpoints = join(runFolder, 'checkpoints');
  await mkdir(checkpoints, { recursive: true });
  const { position } = content;
  const id = checkpointId(await nextOrdinal(checkpoints), position.step);
  const temporary = join(checkpoints, `.${id}.${lease.generation}.tmp`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  try {
    // No run and no time in the arrays' files: equal weights are equal files.
    const metadata = { format: 'trainyard', step: String(position.step), epoch: String(position.epoch) };
    const contents = {
      [CHECKPOINT_FILES.model]: encodeSafetensors(content.model, metadata),
      [CHECKPOINT_FILES.optimizer]: encodeSafetensors(content.optimizer, metadata),
      [CHECKPOINT_FILES.state]: new TextEncoder().encode(JSON.stringify(position, null, 1)),
    };
    const files: CheckpointDocument['files'] = {};
    for (const [name, bytes] of Object.entries(contents)) {
      await writeSynced(join(temporary, name), bytes);
      files[name] = { sha256: hash(bytes), bytes: bytes.byteLength };
    }
    const document: CheckpointDocument = {
      version: 1,
      id,
      run,
      generation: lease.generation,
      epoch: position.epoch,
      step: position.step,
      reasons: content.reasons,
      metrics: content.metrics,
      savedAt: new Date().toISOString(),
      files,
    };
    await writeSynced(join(temporary, CHECKPOINT_DOCUMENT), JSON.stringify(document, null, 1));
    await syncFolder(temporary);
    lease.check();
    await rename(temporary, join(checkpoints, id));
    await syncFolder(checkpoints);
    return document;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
