import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestBatchSchema, rateRangeSchema } from '@shared/contract/finders';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
let data: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  data = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

/** What there is of runs: a finder leaves nothing. */
const leftOf = () => readdirSync(join(terminal.library, 'runs'));

it('the largest batch is found with a real engine: here all samples fit, which is told', async () => {
  const { code, lines, stderr } = await terminal.run(['find-batch', 'mlp', ...data]);
  expect(code, stderr).toBe(0);
  const found = largestBatchSchema.parse(lines.find(({ event }) => event === 'largest-batch'));
  // Of 3,000 samples 300 validate.
  expect(found).toMatchObject({ batchSize: 2048, boundBy: 'samples', refused: [] });
  expect(found.samplesPerSecond).toBeGreaterThan(0);
  expect(leftOf()).toEqual([]);
});

it('a batch that is larger than the data is no reason not to look', async () => {
  const tooLarge = ['find-batch', 'mlp', ...data, '--set', 'batchSize=60000'];
  const { code, lines, stderr } = await terminal.run(tooLarge);
  expect(code, stderr).toBe(0);
  expect(lines.find(({ event }) => event === 'largest-batch')).toMatchObject({ batchSize: 2048 });
});

it('a learning rate is looked for with a real engine, and nothing is left', async () => {
  const { code, lines, stderr } = await terminal.run(['find-lr', 'mlp', ...data, '--steps', '60']);
  expect(code, stderr).toBe(0);
  const range = rateRangeSchema.parse(lines.find(({ event }) => event === 'learning-rate'));
  expect(range.rates.length).toBeGreaterThan(20);
  expect(range.losses[0]).toBeCloseTo(Math.log(10), 0);
  expect(leftOf()).toEqual([]);
});

it('of a run that begins with trained weights it is looked for with those', async () => {
  const trained = await terminal.run(['train', 'mlp', ...data, '--set', 'epochs=2', '--set', 'name=trained']);
  expect(trained.code, trained.stderr).toBe(0);
  const from = ['--from', 'trained@best', '--weights'];
  const { code, lines, stderr } = await terminal.run(['find-lr', ...from, '--steps', '20']);
  expect([0, 1], stderr).toContain(code);
  const range = rateRangeSchema.parse(lines.find(({ event }) => event === 'learning-rate'));
  expect(range.losses[0]).toBeLessThan(0.7 * Math.log(10));
});

it('what is wrong with the run is told instead', async () => {
  const { code, stderr } = await terminal.run([
    'find-batch',
    'mlp',
    ...data,
    '--set',
    'model.layers.2.units=3',
  ]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/10 classes/);
});
