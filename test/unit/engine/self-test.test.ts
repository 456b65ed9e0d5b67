import { describe, expect, it } from 'vitest';
import { whatDiffers } from '../../../src-main/engine/self-test/repetition';
import { runSelfTestJob } from '../../../src-main/engine/self-test/self-test-job';
import { Pace } from '../../../src-main/engine/self-test/pace';
import { nativeReady } from './native-ready';

const compute = { backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' } as const;

describe.skipIf(!nativeReady)('the self-test of the processor', () => {
  it('measures everything, says how far it is, and computes the same twice', async () => {
    const shares: number[] = [];
    const { signal } = new AbortController();
    const measured = await runSelfTestJob(
      { type: 'self-test', compute, seconds: 1 },
      (done) => shares.push(done),
      signal,
    );
    expect(measured.library).toContain('on the CPU');
    expect(measured.matrix.size).toBe(1024);
    expect(measured.matrix.gigaflops).toBeGreaterThan(0.1);
    expect(measured.memory.gigabytesPerSecond).toBeGreaterThan(0.1);
    expect(measured.training.map(({ kind, isCompiled }) => [kind, isCompiled])).toEqual([
      ['dense', true],
      ['convolutional', true],
    ]);
    for (const { samplesPerSecond } of measured.training) expect(samplesPerSecond).toBeGreaterThan(1);
    expect(measured.repetition.steps).toBeGreaterThanOrEqual(2);
    expect(measured.repetition.differs).toBe('');
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(100);
  });

  it('is cancelled between two pieces of its work', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = (done: number) => done > 5 && abort.abort(reason);
    const cancelled = runSelfTestJob({ type: 'self-test', compute, seconds: 600 }, onProgress, abort.signal);
    await expect(cancelled).rejects.toBe(reason);
  });
});

describe('what differs between two times', () => {
  const taken = (losses: number[], values: number[]) => ({
    losses,
    weights: [{ name: 'dense/kernel', shape: [values.length], values: Float32Array.from(values) }],
  });
  it('is found, down to the last bit', () => {
    expect(whatDiffers(taken([1, 2], [3, 4]), taken([1, 2], [3, 4]))).toBe('');
    expect(whatDiffers(taken([1, NaN], [3]), taken([1, NaN], [3]))).toBe('');
    expect(whatDiffers(taken([1, 2], [3]), taken([1, 2.0000001], [3]))).toBe('the loss of step 2');
    expect(whatDiffers(taken([1], [0]), taken([1], [-0]))).toBe('the array dense/kernel');
  });
});

it('repeats at least so often, and at most so often, whatever the time', async () => {
  const pace = new Pace(new AbortController().signal, () => {});
  let times = 0;
  await pace.repeat([0, 1], { seconds: 0, least: 3 }, () => (times += 1));
  expect(times).toBe(3);
  await pace.repeat([0, 1], { seconds: 1000, least: 2, most: 5 }, () => (times += 1));
  expect(times).toBe(8);
});
