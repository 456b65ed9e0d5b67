import type { Optimizer } from '@shared/spec/optimizer';
import { DataType } from '../data-type';
import { control } from '../graph';
import type { CompiledUpdate } from './compiled-update';
import { addDecay } from './decayed';

type Sgd = Extract<Optimizer, { name: 'sgd' }>;

/**
 * SGD in one kernel for each array. TensorFlow's ResourceApplyMomentum is optax's: t ← momentum · t + g, then
 * w ← w − rate · t, or with Nesterov's w ← w − (rate · g + rate · momentum · t).
 */
export const fusedSgd = ({ momentum, nesterov }: Sgd): CompiledUpdate => ({
  scalarsAt: (_step, learningRate) => [learningRate],
  add(graph, place) {
    const [rate] = place.scalars;
    const after = control(addDecay(graph, place, rate!));
    const { weight, gradient, slots } = place;
    const attributes = { T: { type: DataType.float32 }, use_locking: { bool: false } };
    if (momentum === 0) {
      return [
        graph.node('ResourceApplyGradientDescent', [weight.handle, rate!, gradient, ...after], attributes),
      ];
    }
    const inputs = [weight.handle, slots[0]!.handle, rate!, gradient, graph.scalar(momentum), ...after];
    return [graph.node('ResourceApplyMomentum', inputs, { ...attributes, use_nesterov: { bool: nesterov } })];
  },
});
