import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { renameSynced, syncFolder, writeSynced, writeSyncedBy } from '../../durable/atomic-file';
import { sealed } from '../../durable/sealed-document';
import type { GenerationLease } from '../train/generation-lease';
import { CHECKPOINT_DOCUMENT, CHECKPOINT_FILES, checkpointId } from './checkpoint-files';
import { bytesOf, safetensorsHeader, type NamedArray } from './safetensors';
import type { TrainingPosition } from './training-position';
import type { WriteThread } from './write-thread';

export interface CheckpointContent {
  model: NamedArray[];
  optimizer: NamedArray[];
  position: TrainingPosition;
  metrics: CheckpointDocument['metrics'];
  reasons: CheckpointDocument['reasons'];
}

/** The array's bytes in a buffer that holds nothing else, so that it can be lent to a thread. */
function ownBytes({ values }: NamedArray): Uint8Array {
  const { buffer, byteLength } = values;
  return bytesOf(buffer.byteLength === byteLength ? values : values.slice());
}

const asFloats = ({ buffer, byteLength }: Uint8Array) =>
  new Float32Array(buffer, 0, byteLength / Float32Array.BYTES_PER_ELEMENT);

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
 * @param thread hashes and writes the arrays, whose memory it borrows meanwhile
 * @throws StaleGenerationError when another engine has taken the run over
 */
export async function writeCheckpoint(
  runFolder: string,
  run: string,
  content: CheckpointContent,
  lease: GenerationLease,
  thread: WriteThread,
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
    const write = (name: string, parts: Uint8Array[], onBack: (parts: Uint8Array[]) => void) =>
      writeSyncedBy(join(temporary, name), (file) => thread.write(file, parts, onBack));
    const writeArrays = (name: string, arrays: NamedArray[]) => {
      const parts = [safetensorsHeader(arrays, metadata), ...arrays.map(ownBytes)];
      return write(name, parts, ([, ...back]) => {
        // As it was before, for another attempt.
        for (const [index, array] of arrays.entries()) array.values = asFloats(back[index]!);
      });
    };
    const state = new TextEncoder().encode(JSON.stringify(position, null, 1));
    const files: CheckpointDocument['files'] = {
      [CHECKPOINT_FILES.model]: await writeArrays(CHECKPOINT_FILES.model, content.model),
      [CHECKPOINT_FILES.optimizer]: await writeArrays(CHECKPOINT_FILES.optimizer, content.optimizer),
      [CHECKPOINT_FILES.state]: await write(CHECKPOINT_FILES.state, [state], () => {}),
    };
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
    await writeSynced(join(temporary, CHECKPOINT_DOCUMENT), JSON.stringify(sealed(document), null, 1));
    await syncFolder(temporary);
    lease.check();
    await renameSynced(temporary, join(checkpoints, id));
    return document;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
