import type { Optimizer } from '@shared/spec/optimizer';
import { DataType } from '../data-type';
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
    const control = addDecay(graph, place, rate!).map((port) => `^${port}`);
    const { weight, gradient, slots } = place;
    const attributes = { T: { type: DataType.float32 }, use_locking: { bool: false } };
    if (momentum === 0) {
      return [
        graph.node('ResourceApplyGradientDescent', [weight.handle, rate!, gradient, ...control], attributes),
      ];
    }
    const inputs = [weight.handle, slots[0]!.handle, rate!, gradient, graph.scalar(momentum), ...control];
    return [graph.node('ResourceApplyMomentum', inputs, { ...attributes, use_nesterov: { bool: nesterov } })];
  },
});
