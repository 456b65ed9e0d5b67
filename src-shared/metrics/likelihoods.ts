import type { Loss } from '../spec/run-spec';

/**
 * The class that a model takes a sample for: the one with the highest of what its last layer gives, the first of equal
 * ones. Likelihoods do not tell it, as several may be cut off at 1, or rounded to it. What is no number is nowhere: then
 * the first class, as with the engine's own choice.
 */
export const predictedClass = (outputs: readonly number[]): number =>
  Math.max(0, outputs.indexOf(Math.max(...outputs)));

/**
 * How likely a model takes each class to be, from what its last layer gives: softmax, or for a binary cross-entropy the
 * logistic function of each. The other losses compare outputs with 0 and 1 as they are.
 */
export function likelihoods(loss: Loss, outputs: readonly number[]): number[] {
  if (loss === 'softmax-cross-entropy') {
    const most = Math.max(...outputs);
    const powers = outputs.map((output) => Math.exp(output - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }
  if (loss === 'binary-cross-entropy') return outputs.map((output) => 1 / (1 + Math.exp(-output)));
  return outputs.map((output) => Math.min(1, Math.max(0, output)));
}
