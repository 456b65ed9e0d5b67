import { expect, it } from 'vitest';
import { batchesToTry } from '@shared/finders/largest-batch';
import { memoryOf } from '@shared/model/fit-memory';
import { presets } from '@shared/spec/presets';

const dataset = {
  name: 'Digits',
  shape: [28, 28, 1],
  classes: Array.from({ length: 10 }, (_, at) => String(at)),
  trainCount: 60_000,
};
const spec = presets.cnn.spec({ id: 'digits', ...dataset });
const ENGINE = 400e6;
const bytesOf = (batchSize: number) => memoryOf(spec, dataset, ENGINE)({ batchSize });

it('the largest batches that should fit are tried, the largest first', () => {
  const { candidates, boundBy } = batchesToTry(spec, dataset, bytesOf(1024), ENGINE);
  expect(candidates.map(({ batchSize }) => batchSize)).toEqual([1024, 512, 256, 128]);
  expect(candidates[0]!.bytes).toBe(bytesOf(1024));
  expect(boundBy).toBe('memory');
});

it('no batch is larger than the samples that are trained on, and that is told', () => {
  const { candidates, boundBy } = batchesToTry(spec, { ...dataset, trainCount: 100 }, 1e12, ENGINE);
  expect(candidates.map(({ batchSize }) => batchSize)).toEqual([64, 32, 16, 8]);
  expect(boundBy).toBe('samples');
});

it('of very many samples no more than a spec may have are tried', () => {
  const { candidates, boundBy } = batchesToTry(spec, { ...dataset, trainCount: 1_000_000 }, 1e15, ENGINE);
  expect(candidates[0]?.batchSize).toBe(65_536);
  expect(boundBy).toBe('most');
});

it('a batch that is taken in parts has a sample for each', () => {
  const inParts = { ...spec, microBatches: 24 };
  const { candidates } = batchesToTry(inParts, { ...dataset, trainCount: 100 }, 1e12, ENGINE);
  expect(candidates.map(({ batchSize }) => batchSize)).toEqual([64, 32]);
});

it('where nothing fits, nothing is tried', () => {
  expect(batchesToTry(spec, dataset, ENGINE, ENGINE)).toEqual({ candidates: [], boundBy: 'memory' });
});
