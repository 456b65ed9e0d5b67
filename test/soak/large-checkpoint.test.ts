import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckpoint } from '../../src-main/engine/checkpoint/read-checkpoint';
import { freshPosition } from '../../src-main/engine/checkpoint/training-position';
import { writeCheckpoint } from '../../src-main/engine/checkpoint/write-checkpoint';
import { WriteThread } from '../../src-main/engine/checkpoint/write-thread';
import { GenerationLease } from '../../src-main/engine/train/generation-lease';
import { checkpointDocument } from '../saved-checkpoint';

/** Of one array, which is more than Node reads, writes or hashes at once: 2 GiB and a bit. */
const NUMBERS = 2 ** 29 + 1000;

const { bavail, bsize } = statfsSync(tmpdir());
const isRoomy = bavail * bsize > 4e9 && freemem() > 9e9;

it.skipIf(!isRoomy)('a checkpoint of more than 2 GiB is read as it was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-large-'));
  const thread = new WriteThread();
  try {
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ generation: 1 }));
    const values = new Float32Array(NUMBERS);
    values.set([1, 2, 3], NUMBERS - 3);
    const { metrics } = checkpointDocument('0001-0', {});
    const small = () => ({ name: 'small', shape: [2], values: Float32Array.of(4, 5) });
    const { id } = await writeCheckpoint(
      folder,
      'some-run',
      {
        model: [small()],
        optimizer: [{ name: 'large', shape: [NUMBERS], values }, small()],
        position: freshPosition(1),
        metrics,
        reasons: ['steps'],
      },
      new GenerationLease(folder, 1),
      thread,
    );
    const { optimizer } = await readCheckpoint(join(folder, 'checkpoints', id));
    const [large, behind] = optimizer;
    expect(large?.values.length).toBe(NUMBERS);
    expect([...large!.values.subarray(-4)]).toEqual([0, 1, 2, 3]);
    expect([...behind!.values]).toEqual([4, 5]);
  } finally {
    thread.close();
    rmSync(folder, { recursive: true });
  }
});
