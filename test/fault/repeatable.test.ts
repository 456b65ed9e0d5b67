import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepBusy } from '../busy-processes';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { nativeReady } from '../unit/engine/native-ready';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

const settings = {
  'model.layers': [
    { type: 'conv2d', filters: 4, strides: 2, useBias: false },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'relu' },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 10 },
  ],
  optimizer: { name: 'adamw', learningRate: 0.002, clip: { by: 'global-norm', max: 1 } },
  ema: 0.99,
  microBatches: 2,
  // Validated and saved there.
  'stop.steps': 40,
};
const TRAIN = [
  'train',
  'mlp',
  ...Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${JSON.stringify(value)}`]),
];

async function hashesOf(...args: string[]): Promise<string[]> {
  const { code, stderr, lines } = await terminal.run([...TRAIN, ...small, ...args]);
  expect(code, stderr).toBe(0);
  return lastCheckpointHashes((lines.at(-1) as unknown as { folder: string }).folder);
}

describe('the same run again, with norm, dropout, clipping, averaged weights and batches in parts', () => {
  it.each(nativeReady ? ['cpu', 'wasm'] : ['wasm'])(
    'ends bit for bit the same in another process, and beside busy ones, on %s',
    async (backend) => {
      const first = await hashesOf('--backend', backend);
      const stopBusy = keepBusy(2);
      try {
        expect(await hashesOf('--backend', backend)).toEqual(first);
      } finally {
        stopBusy();
      }
      expect(await hashesOf('--backend', backend, '--seed', '1')).not.toEqual(first);
    },
  );
});
