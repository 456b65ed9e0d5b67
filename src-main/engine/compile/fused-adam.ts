import type { RunSpec } from '@shared/spec/run-spec';
import { DataType } from './data-type';
import type { Graph, Port } from './graph';

type AdamSettings = RunSpec['optimizer'];

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
export function adamStep({ learningRate, beta1, beta2, epsilon }: AdamSettings, step: number): AdamStep {
  const c1 = 1 - Math.fround(beta1) ** step;
  const c2 = 1 - Math.fround(beta2) ** step;
  return { rate: (learningRate * Math.sqrt(c2)) / c1, epsilon: epsilon * Math.sqrt(c2) };
}

/** One fused update of one weight, after `after` is done. */
export function addFusedAdam(
  graph: Graph,
  { beta1, beta2 }: AdamSettings,
  weight: { handle: Port; m: Port; v: Port },
  gradient: Port,
  fed: { rate: Port; epsilon: Port },
  after: Port | undefined,
): Port {
  const zero = graph.scalar(0);
  const inputs = [weight.handle, weight.m, weight.v, zero, zero, fed.rate];
  inputs.push(graph.scalar(beta1), graph.scalar(beta2), fed.epsilon, gradient);
  if (after !== undefined) inputs.push(`^${after}`);
  return graph.node('ResourceApplyAdam', inputs, {
    T: { type: DataType.float32 },
    use_locking: { bool: false },
    use_nesterov: { bool: false },
  });
}
