import { describe, expect, it } from 'vitest';
import { answersIn } from '@shared/inference/answers';
import type { Loss } from '@shared/spec/run-spec';
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
    expect([...answers.subarray(2)]).toEqual([1]);
  });

  it('say which class it is taken for, where likelihoods are cut off or rounded to the same', () => {
    const target = { type: 'classes' as const, names: ['a', 'b', 'c'] };
    const said = (loss: Loss, ...outputs: number[]) => {
      const inputs = Float32Array.from(outputs, (output) => output / 2);
      const model = { runner: doubling(3, 8), arrays: [], scale: null };
      return answersIn(answersOf(model, inputs, { target, loss, size: 3 }), target);
    };
    expect(said('mean-squared-error', 1.25, 0, 1.5, -0.5, -0.25, -0.75)).toEqual([
      { numbers: [1, 0, 1], top: 2 },
      { numbers: [0, 0, 0], top: 1 },
    ]);
    expect(said('binary-cross-entropy', 20, 40, 30)).toEqual([{ numbers: [1, 1, 1], top: 1 }]);
  });
});
