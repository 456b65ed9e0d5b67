import { sizeOf } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { Initializer } from '@shared/spec/layer';
import { CountedRandom, Purpose } from '@shared/random/counted-random';

/** Standard deviation of a standard normal distribution cut off at ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** A standard normal number in [-2, 2], by drawing again (as numpy and TensorFlow do). */
function truncatedNormal(random: CountedRandom): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

interface Distribution {
  isUniform: boolean;
  variance(fanIn: number, fanOut: number): number;
}

const lecun = (fanIn: number) => 1 / fanIn;
const glorot = (fanIn: number, fanOut: number) => 2 / (fanIn + fanOut);
const he = (fanIn: number) => 2 / fanIn;

/** Klambauer et al. 2017, Glorot and Bengio 2010, He et al. 2015. */
const DISTRIBUTIONS: Record<Initializer, Distribution> = {
  'lecun-normal': { isUniform: false, variance: lecun },
  'lecun-uniform': { isUniform: true, variance: lecun },
  'glorot-normal': { isUniform: false, variance: glorot },
  'glorot-uniform': { isUniform: true, variance: glorot },
  'he-normal': { isUniform: false, variance: he },
  'he-uniform': { isUniform: true, variance: he },
};

function drawer({ isUniform, variance }: Distribution, fanIn: number, fanOut: number, random: CountedRandom) {
  if (isUniform) {
    const bound = Math.sqrt(3 * variance(fanIn, fanOut));
    return () => bound * (2 * random.uniform() - 1);
  }
  const deviation = Math.sqrt(variance(fanIn, fanOut)) / TRUNCATED_DEVIATION;
  return () => deviation * truncatedNormal(random);
}

/**
 * The arrays that a run starts with. Kernels are drawn as Flax's initializer of that name draws them; what multiplies
 * starts as ones, what is added as zeros.
 *
 * @returns one float32 array for each parameter, row-major
 */
export function initialWeights(parameters: readonly ParameterInfo[], seed: number): Float32Array[] {
  return parameters.map(({ role, shape, drawn }, index) => {
    const values = new Float32Array(sizeOf(shape));
    if (drawn === undefined) return role === 'scale' || role === 'variance' ? values.fill(1) : values;
    const random = new CountedRandom(seed, Purpose.initialWeights, 0, index);
    const draw = drawer(DISTRIBUTIONS[drawn.initializer], drawn.fanIn, drawn.fanOut, random);
    for (let i = 0; i < values.length; i++) values[i] = draw();
    return values;
  });
}
