import { sizeOf } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import { CountedRandom, Purpose } from '../random/counted-random';

/** Standard deviation of a standard normal distribution cut off at ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** A standard normal number in [-2, 2], by drawing again (as numpy and TensorFlow do). */
function truncatedNormal(random: CountedRandom): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/**
 * The weights that a run starts with: Flax's defaults, `lecun_normal` for kernels (truncated normal with
 * variance 1 / fan-in, Klambauer et al. 2017) and zeros for biases.
 *
 * @returns one float32 array for each parameter, row-major
 */
export function initialWeights(parameters: readonly ParameterInfo[], seed: number): Float32Array[] {
  return parameters.map(({ role, shape }, index) => {
    const values = new Float32Array(sizeOf(shape));
    if (role === 'bias') return values;
    const fanIn = sizeOf(shape.slice(0, -1));
    const deviation = Math.sqrt(1 / fanIn) / TRUNCATED_DEVIATION;
    const random = new CountedRandom(seed, Purpose.initialWeights, 0, index);
    for (let i = 0; i < values.length; i++) values[i] = deviation * truncatedNormal(random);
    return values;
  });
}
