import { philox4x32 } from '@shared/random/philox';

/**
 * What TensorFlow's StatelessRandomUniform gives for the seed [a, b] (int32): Philox-4x32-10, whose key and upper
 * counter are the seed scrambled by Philox itself; 23 bits of each word become a number in [0, 1). Source:
 * tensorflow/core/kernels/stateless_random_ops.cc, GenerateKey, and lib/random/random_distributions.h, Uint32ToFloat.
 *
 * @returns row-major values of an array of this shape
 */
export function statelessUniform(a: number, b: number, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const mix = new Uint32Array(4);
  // The seeds are widened to 64 bits with their sign.
  philox4x32(
    mix,
    0,
    a >>> 0,
    a < 0 ? 0xffffffff : 0,
    b >>> 0,
    b < 0 ? 0xffffffff : 0,
    0x3ec8f720,
    0x02461e29,
  );
  const [key0, key1, counter2, counter3] = mix;
  const words = new Uint32Array(Math.ceil(size / 4) * 4);
  for (let block = 0; block * 4 < size; block++) {
    philox4x32(words, block * 4, block, 0, counter2!, counter3!, key0!, key1!);
  }
  return Float32Array.from(words.subarray(0, size), (word) => (word & 0x7fffff) / 0x800000);
}
