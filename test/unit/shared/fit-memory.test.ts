import { describe, expect, it } from 'vitest';
import { memoryOf, trainingBytes } from '@shared/model/fit-memory';
import { tellsOfMemory } from '@shared/model/out-of-memory';
import { checkSpec } from '@shared/spec/check';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';

const dataset = {
  name: 'Digits',
  shape: [28, 28, 1] as [number, number, number],
  classes: [...'0123456789'],
  trainCount: 60_000,
};
const spec = { ...presets.resnet.spec({ id: 'digits', classes: dataset.classes }), batchSize: 256 };
const machine = (memoryBytes: number) => ({ memoryBytes, engineBytes: 4e8 });
const about = (memoryBytes: number, one = spec) =>
  checkSpec(one, dataset, machine(memoryBytes)).filter(({ message }) => message.includes('this machine has'));

describe('a run that needs more memory than there is', () => {
  const needed = memoryOf(spec, dataset, 4e8)();

  it('is doubted with what fits, and is not doubted any more with that', () => {
    expect(about(needed / 0.89)).toEqual([]);
    const [problem] = about(needed);
    expect(problem).toMatchObject({ severity: 'warning', path: 'batchSize' });
    expect(problem!.mends.map(({ changes }) => changes[0]!.path)).toEqual(['microBatches', 'batchSize']);
    for (const { changes } of problem!.mends) {
      const mended = withValueAt(spec, changes[0]!.path, changes[0]!.value);
      expect(about(needed, mended)).toEqual([]);
    }
  });

  it('says so when nothing does', () => {
    expect(about(1e8)).toMatchObject([
      { mends: [], message: expect.stringContaining('make the model smaller') },
    ]);
  });

  it('is refused where it would take more than the share that was chosen', () => {
    const within = (memoryBytes: number, share: number, one = spec) =>
      checkSpec(one, dataset, { ...machine(memoryBytes), share }).filter(({ path }) => path === 'batchSize');
    expect(within(needed * 2.1, 0.5)).toEqual([]);
    const [problem] = within(needed * 1.9, 0.5);
    expect(problem).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('50% of this machine’s memory, as Settings say'),
    });
    const [parts] = problem!.mends;
    const mended = withValueAt(spec, 'microBatches', parts!.changes[0]!.value);
    expect(within(needed * 1.9, 0.5, mended)).toEqual([]);
    // All of it is as without a choice.
    expect(within(needed, 1)).toEqual(
      checkSpec(spec, dataset, machine(needed)).filter(({ path }) => path === 'batchSize'),
    );
  });

  it('is not doubted where the memory is not known', () => {
    expect(checkSpec(spec, dataset).filter(({ path }) => path === 'batchSize')).toEqual([]);
  });
});

it.each([
  ['std::bad_alloc', true],
  ['OOM when allocating tensor with shape[128,28,28,64] and type float on CPU', true],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', true],
  ['Array buffer allocation failed', true],
  ['it ran out of memory', true],
  ['it was killed (SIGKILL)', false],
  ['it ended with code 1', false],
])('%s: memory %s', (text, tells) => expect(tellsOfMemory(text)).toBe(tells));

it('numbers of tables take four bytes each, values of pictures one', () => {
  const rows = { shape: [10], trainCount: 1000 };
  expect(trainingBytes({ ...rows, input: { type: 'numbers', shape: [10] } })).toBe(40_000);
  expect(trainingBytes(rows)).toBe(10_000);
});
