import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../../src-main/engine/checkpoint/read-checkpoint';
import { encodeSafetensors, type NamedArray } from '../../../../src-main/engine/checkpoint/safetensors';
import { freshPosition } from '../../../../src-main/engine/checkpoint/training-position';
import {
  writeCheckpoint,
  type CheckpointContent,
} from '../../../../src-main/engine/checkpoint/write-checkpoint';
import { WriteThread } from '../../../../src-main/engine/checkpoint/write-thread';
import { GenerationLease } from '../../../../src-main/engine/train/generation-lease';

let folder: string;
let thread: WriteThread;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ generation: 1 }));
  thread = new WriteThread();
});
afterEach(() => {
  thread.close();
  rmSync(folder, { recursive: true });
});

const all = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
const arrays = (): NamedArray[] => [
  { name: 'layers.0.kernel', shape: [20, 25], values: all.slice(0, 500) },
  // A part of a larger buffer, which must not be lent with it.
  { name: 'layers.0.bias', shape: [500], values: all.subarray(500) },
];
const content = (): CheckpointContent => ({
  model: arrays(),
  optimizer: [],
  position: { ...freshPosition(1), step: 7 },
  metrics: {
    trainLoss: 1,
    trainAccuracy: 0.5,
    valLoss: null,
    valAccuracy: null,
    valMacroF1: null,
    valTop5: null,
    valMae: null,
    valRmse: null,
    valR2: null,
  },
  reasons: ['steps'],
});
const write = (given: CheckpointContent, generation = 1) =>
  writeCheckpoint(folder, 'some-run', given, new GenerationLease(folder, generation), thread);

describe('a checkpoint', () => {
  it('is read as it was written, and its file is a safetensors file', async () => {
    const { id } = await write(content());
    const read = await readCheckpoint(join(folder, 'checkpoints', id));
    expect(read.model).toEqual(arrays());
    expect(read.position).toEqual(content().position);
    const file = readFileSync(join(folder, 'checkpoints', id, 'model.safetensors'));
    const metadata = { format: 'trainyard', step: '7', epoch: '0' };
    expect(Buffer.compare(file, Buffer.from(encodeSafetensors(arrays(), metadata)))).toBe(0);
  });

  it('gives back the arrays that it borrowed, for another attempt', async () => {
    const given = content();
    await write(given);
    expect(given.model).toEqual(arrays());
    const again = await write(given);
    expect((await readCheckpoint(join(folder, 'checkpoints', again.id))).model).toEqual(arrays());
    expect(all[0]).toBe(0);
  });

  it('leaves nothing when it cannot be written, and the arrays as they were', async () => {
    const given = content();
    const writing = write(given);
    // Another engine takes over while it is written.
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ generation: 2 }));
    await expect(writing).rejects.toThrow('now at 2');
    expect(given.model).toEqual(arrays());
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual([]);
  });

  it('is not even begun where another engine has taken over', async () => {
    const writing = write(content(), 2);
    // Before anything is waited for: who began it may be ended at any time.
    expect(readdirSync(folder)).toEqual(['run.json']);
    await expect(writing).rejects.toThrow('generation 2');
  });
});
