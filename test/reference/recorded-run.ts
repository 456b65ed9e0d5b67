import * as tf from '@tensorflow/tfjs-core';
import { learningRateAt } from '@shared/schedule/learning-rate';
import type { Optimizer } from '@shared/spec/optimizer';
import { clipGradients } from '../../src-main/engine/optimizer/clip';
import { optimizerRule } from '../../src-main/engine/optimizer/rule';
import { weightDecayOf } from '../../src-main/engine/optimizer/weight-decay';
import { optax } from './optax-fixture';

const { shapes, weights: start, gradients, keptSteps } = optax.updates;
const roles = ['kernel', 'bias'] as const;

/** A kernel and a bias out of the numbers of both. */
function arraysOf(numbers: readonly number[]): tf.Tensor[] {
  const kernelSize = shapes.kernel.reduce((product, size) => product * size, 1);
  return [
    tf.tensor(numbers.slice(0, kernelSize), shapes.kernel),
    tf.tensor(numbers.slice(kernelSize), shapes.bias),
  ];
}

/** The weights after each step that the fixture keeps, moved by its gradients. */
export function recordedRun(optimizer: Optimizer): Float32Array[] {
  const rule = optimizerRule(optimizer);
  let weights = tf.tidy(() => arraysOf(start));
  let slots = weights.map(({ shape }) => rule.slots.map(() => tf.fill(shape, rule.initialSlot)));
  const kept: Float32Array[] = [];
  for (const [index, recorded] of gradients.entries()) {
    const step = index + 1;
    const old = [...weights, ...slots.flat()];
    const updates = tf.tidy(() => {
      const rate = learningRateAt(optimizer, step, optax.totalSteps);
      const scalars = rule.scalarsAt(step, rate).map((value) => tf.scalar(value));
      return clipGradients(optimizer.clip, arraysOf(recorded)).map((gradient, i) => {
        const decay = weightDecayOf(optimizer, roles[i]!);
        const update = rule.update({ weight: weights[i]!, gradient, slots: slots[i]!, scalars, decay });
        return [update.weight, ...update.slots];
      });
    });
    tf.dispose(old);
    weights = updates.map((update) => update[0]!);
    slots = updates.map((update) => update.slice(1));
    if (keptSteps.includes(step)) {
      kept.push(Float32Array.from(weights.flatMap((weight) => [...weight.dataSync()])));
    }
  }
  tf.dispose([weights, slots]);
  return kept;
}
