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
  const tried = batchesToTry(spec, dataset, bytesOf(1024), ENGINE);
  expect(tried.map(({ batchSize }) => batchSize)).toEqual([1024, 512, 256, 128]);
  expect(tried[0]!.bytes).toBe(bytesOf(1024));
});

it('no batch is larger than the samples that are trained on', () => {
  const few = batchesToTry(spec, { ...dataset, trainCount: 100 }, 1e12, ENGINE);
  expect(few.map(({ batchSize }) => batchSize)).toEqual([64, 32, 16, 8]);
});

it('where nothing fits, nothing is tried', () => {
  expect(batchesToTry(spec, dataset, ENGINE, ENGINE)).toEqual([]);
});
