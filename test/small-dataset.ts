import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { addKeptDataset } from './kept-folders';
import { Terminal } from './terminal';
import { idxBytes, writeIdx } from './unit/engine/data/idx-samples';

/** Of the training part a tenth validates: 2,700 samples are 43 steps of 64, the last one smaller. */
export const SMALL = { train: 3_000, test: 300, batchSize: 64, stepsPerEpoch: 43 } as const;

const ID = 'small';
const PIXELS = 28 * 28;

/** Noisy pictures of ten classes, the same in every call: a lighter band whose place tells the class. */
function samples(count: number, seed: number): [images: Uint8Array, labels: Uint8Array] {
  let state = seed;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  const images = Uint8Array.from({ length: count * PIXELS }, (_, at) => {
    const label = labels[Math.floor(at / PIXELS)]!;
    const isBand = Math.floor((at % PIXELS) / 28 / 2.8) === label;
    return Math.floor(random() * 200 + (isBand ? 40 : 0));
  });
  return [images, labels];
}

/** Has the built program import it. */
async function importSmall(library: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-small-'));
  try {
    const part = (name: string, count: number, seed: number) => {
      const [images, labels] = samples(count, seed);
      return {
        [`${name}-images-idx3-ubyte`]: idxBytes([count, 28, 28], images),
        [`${name}-labels-idx1-ubyte`]: idxBytes([count], labels),
      };
    };
    await writeIdx(folder, { ...part('train', SMALL.train, 1), ...part('t10k', SMALL.test, 2) });
    const terminal = await Terminal.open(library);
    const { code, lines, stderr } = await terminal.run(['data', 'import', folder, '--name', 'Small']);
    expect(code, stderr).toBe(0);
    expect(lines.find(({ event }) => event === 'done')).toMatchObject({ dataset: ID });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts a small dataset into a terminal's library, as if it had been imported there.
 *
 * @returns its id, for `--data`
 */
export async function importSmallDataset(terminal: Terminal): Promise<string> {
  await addKeptDataset(ID, terminal.library, importSmall);
  return ID;
}

/** Imports the small dataset, and gives what `train` needs to train on it; without a test at the end. */
export async function onSmallDataset(terminal: Terminal): Promise<string[]> {
  const dataset = await importSmallDataset(terminal);
  return ['--data', dataset, '--set', `batchSize=${SMALL.batchSize}`, '--set', 'test.atEnd=false'];
}
