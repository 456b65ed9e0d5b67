import { describe, expect, it } from 'vitest';
import { answersOf } from '../../../../src-main/engine/predict/answers';
import type { StepRunner } from '../../../../src-main/engine/train/step-runner';

/** Says twice each number of a row, whatever the batch. */
const doubling = (width: number, forwardBatch: number): StepRunner =>
  ({
    forwardBatch,
    forward: ({ inputs }: { inputs: Float32Array }, indices: Int32Array) => ({
      losses: new Float32Array(indices.length),
      predictions: new Int32Array(indices.length),
      outputs: Float32Array.from(
        [...indices].flatMap((row) =>
          [...inputs.subarray(row * width, (row + 1) * width)].map((value) => 2 * value),
        ),
      ),
    }),
  }) as unknown as StepRunner;

describe('answers of a model', () => {
  it('come in the order of the samples, over several passes, in units of their own', () => {
    const runner = doubling(2, 3);
    const inputs = Float32Array.from({ length: 14 }, (_, at) => at);
    const scale = { mean: [100, 0], deviation: [1, 10] };
    const target = { type: 'values' as const, names: ['a', 'b'] };
    const answers = answersOf({ runner, arrays: [], scale }, inputs, {
      target,
      loss: 'mean-squared-error',
      size: 2,
    });
    expect([...answers]).toEqual(
      [...inputs].map((value, at) => (at % 2 === 0 ? 2 * value + 100 : 20 * value)),
    );
  });

  it('are likelihoods where it tells classes', () => {
    const target = { type: 'classes' as const, names: ['a', 'b'] };
    const asked = { target, loss: 'softmax-cross-entropy' as const, size: 2 };
    const answers = answersOf(
      { runner: doubling(2, 8), arrays: [], scale: null },
      Float32Array.of(0, Math.log(3) / 2),
      asked,
    );
    expect(answers[0]).toBeCloseTo(0.25, 6);
    expect(answers[1]).toBeCloseTo(0.75, 6);
  });
});
