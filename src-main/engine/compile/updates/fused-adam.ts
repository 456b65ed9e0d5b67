import type { Optimizer } from '@shared/spec/optimizer';
import { DataType } from '../data-type';
import { control } from '../graph';
import type { CompiledUpdate } from './compiled-update';
import { addDecay } from './decayed';

type Adam = Extract<Optimizer, { name: 'adam' | 'adamw' }>;

/** What TensorFlow's kernel is fed for one step: optax's Adam in other words. */
export interface AdamStep {
  rate: number;
  epsilon: number;
}

/**
 * TensorFlow's ResourceApplyAdam computes w ← w − rate · m / (sqrt(v) + ε̂), with m and v as in optax. With
 * c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ, optax's step is
 *
 *     lr · (m / c₁) / (sqrt(v / c₂) + ε)  =  (lr · sqrt(c₂) / c₁) · m / (sqrt(v) + ε · sqrt(c₂)),
 *
 * so the kernel is given rate = lr · sqrt(c₂) / c₁ and ε̂ = ε · sqrt(c₂), and its own bias correction is
 * switched off by powers of zero. It works with 1 − float32(β), 1.3e-5 off for β₂ = 0.999, so the
 * corrections use the rounded betas too.
 *
 * @param step counted from 1
 */
export function adamStep(
  { beta1, beta2, epsilon }: Pick<Adam, 'beta1' | 'beta2' | 'epsilon'>,
  step: number,
  learningRate: number,
): AdamStep {
  const c1 = 1 - Math.fround(beta1) ** step;
  const c2 = 1 - Math.fround(beta2) ** step;
  return { rate: (learningRate * Math.sqrt(c2)) / c1, epsilon: epsilon * Math.sqrt(c2) };
}

/** Adam and AdamW in one kernel for each array. */
export const fusedAdam = (optimizer: Adam): CompiledUpdate => ({
  scalarsAt(step, learningRate) {
    const { rate, epsilon } = adamStep(optimizer, step, learningRate);
    return [learningRate, rate, epsilon];
  },
  add(graph, place) {
    const [learningRate, rate, epsilon] = place.scalars;
    const after = addDecay(graph, place, learningRate!);
    const [m, v] = place.slots;
    const zero = graph.scalar(0);
    const inputs = [place.weight.handle, m!.handle, v!.handle, zero, zero, rate!];
    inputs.push(graph.scalar(optimizer.beta1), graph.scalar(optimizer.beta2), epsilon!, place.gradient);
    const attributes = {
      T: { type: DataType.float32 },
      use_locking: { bool: false },
      use_nesterov: { bool: false },
    };
    return [graph.node('ResourceApplyAdam', [...inputs, ...control(after)], attributes)];
  },
});
