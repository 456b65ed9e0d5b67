/**
 * Temperature scaling (Guo et al., 2017): outputs are divided by one number before the softmax, which makes a model less
 * sure (above 1) or surer (below 1) without changing what it predicts.
 */

const [COLDEST, HOTTEST] = [0.01, 100];
const STEPS = 100;
const PRECISE = 1e-12;

/** ln Σ exp(zᵢ / T) of one sample, and the mean and variance of z under its softmax at that temperature. */
function momentsOf(outputs: ArrayLike<number>, at: number, classes: number, inverse: number) {
  let most = -Infinity;
  for (let i = 0; i < classes; i++) most = Math.max(most, outputs[at + i]!);
  let [sum, first, second] = [0, 0, 0];
  for (let i = 0; i < classes; i++) {
    // About the largest: differences are small where sums would cancel.
    const z = outputs[at + i]! - most;
    const power = Math.exp(z * inverse);
    sum += power;
    first += power * z;
    second += power * z * z;
  }
  const mean = first / sum;
  return { logSum: Math.log(sum), most, mean, variance: second / sum - mean * mean };
}

/** Mean over samples of −ln of the softmax likelihood of the true class at a temperature, in nats. */
export function lossAtTemperature(
  outputs: ArrayLike<number>,
  classes: number,
  truth: ArrayLike<number>,
  temperature: number,
): number {
  let loss = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const at = sample * classes;
    const { logSum, most } = momentsOf(outputs, at, classes, 1 / temperature);
    loss += logSum - (outputs[at + truth[sample]!]! - most) / temperature;
  }
  return loss / truth.length;
}

/**
 * The temperature at which the loss is least, from 0.01 to 100. In 1/T the loss is convex, so Newton's method finds it;
 * where a step would leave what is left of the range, that is halved instead.
 *
 * @param outputs of samples that the model was not trained on, before the softmax
 */
export function fitTemperature(
  outputs: ArrayLike<number>,
  classes: number,
  truth: ArrayLike<number>,
): number {
  let [low, high] = [1 / HOTTEST, 1 / COLDEST];
  let inverse = 1;
  for (let step = 0; step < STEPS; step++) {
    let [slope, bend] = [0, 0];
    for (let sample = 0; sample < truth.length; sample++) {
      const at = sample * classes;
      const { most, mean, variance } = momentsOf(outputs, at, classes, inverse);
      slope += mean - (outputs[at + truth[sample]!]! - most);
      bend += variance;
    }
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / bend;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - inverse) <= PRECISE * inverse) return 1 / next;
    inverse = next;
  }
  return 1 / inverse;
}
