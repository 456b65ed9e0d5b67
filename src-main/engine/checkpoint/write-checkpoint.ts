import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { renameSynced, syncFile, syncFolder } from '../../durable/atomic-file';
import { crashPoint } from '../../durable/crash-point';
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

/** One more than the highest ordinal in the folder, which is made where it is missing; unfinished leftovers not counted. */
function nextOrdinal(checkpoints: string): number {
  mkdirSync(checkpoints, { recursive: true });
  const ordinals = readdirSync(checkpoints).map((name) => Number(/^(\d{4,})-\d+$/.exec(name)?.[1] ?? 0));
  return ordinals.reduce((most, ordinal) => Math.max(most, ordinal), 0) + 1;
}

/** An empty folder, whatever was there before. */
function emptyFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
}

/** What belongs into the files, by their names: safetensors of the arrays, and the position. */
function partsOf({ model, optimizer, position }: CheckpointContent): [string, Uint8Array[]][] {
  // No run and no time in the arrays' files: equal weights are equal files.
  const metadata = { format: 'trainyard', step: String(position.step), epoch: String(position.epoch) };
  const arrays = (its: NamedArray[]) => [safetensorsHeader(its, metadata), ...its.map(ownBytes)];
  return [
    [CHECKPOINT_FILES.model, arrays(model)],
    [CHECKPOINT_FILES.optimizer, arrays(optimizer)],
    [CHECKPOINT_FILES.state, [new TextEncoder().encode(JSON.stringify(position, null, 1))]],
  ];
}

/** Puts lent arrays back as they were before, for another attempt. */
function putBack({ model, optimizer }: CheckpointContent, [ofModel, ofOptimizer]: Uint8Array[][]): void {
  for (const [index, array] of model.entries()) array.values = asFloats(ofModel![index + 1]!);
  for (const [index, array] of optimizer.entries()) array.values = asFloats(ofOptimizer![index + 1]!);
}

/**
 * Saves a checkpoint: all files go into a folder of a temporary name, are fsynced, and the folder is
 * renamed. Whatever happens, a folder of the final name is whole.
 *
 * While the run trains, this goes on only between two calls of the training step, and each wait is a call more until the
 * next checkpoint may begin. So what takes microseconds is done at once, and only what waits for the disk is waited for.
 *
 * @param runFolder the run's folder, which exists
 * @param thread hashes and writes the files, and borrows the arrays' memory meanwhile
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
  const { position } = content;
  // One that slept while another took over must not even begin: its host being gone, it may end at any moment.
  lease.check();
  const id = checkpointId(nextOrdinal(checkpoints), position.step);
  const temporary = join(checkpoints, `.${id}.${lease.generation}.tmp`);
  emptyFolder(temporary);
  const opened: { path: string; fd: number }[] = [];
  const close = () => {
    for (const { fd } of opened.splice(0)) closeSync(fd);
  };
  try {
    const parts = partsOf(content);
    const paths = [...parts.map(([name]) => name), CHECKPOINT_DOCUMENT].map((name) => join(temporary, name));
    for (const path of paths) opened.push({ path, fd: openSync(path, 'w') });
    for (const path of paths) crashPoint('before write', path);
    const orders = parts.map(([, its], index) => ({ file: opened[index]!.fd, parts: its }));
    const written = await thread.write(orders, (back) => putBack(content, back));
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
      files: Object.fromEntries(parts.map(([name], index) => [name, written[index]!])),
    };
    writeFileSync(opened.at(-1)!.fd, JSON.stringify(sealed(document), null, 1));
    await Promise.all(opened.map((file) => syncFile(file, file.path)));
    close();
    await syncFolder(temporary);
    lease.check();
    await renameSynced(temporary, join(checkpoints, id));
    return document;
  } catch (error) {
    close();
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}
