import type { CountedRandom } from '../random/counted-random';
import { normalQuantile } from '../random/normal-quantile';

/** Standard normal numbers of as many equal shares: 16 random bits choose one, far finer than a picture's levels. */
const SHARES = 65_536;
let normals: Float32Array | undefined;

/**
 * Adds normal noise to every value in place; what leaves 0 to 255 is cut off.
 *
 * @param deviation of the noise, in levels
 */
export function addNoise(picture: Uint8Array, deviation: number, random: CountedRandom): void {
  normals ??= Float32Array.from({ length: SHARES }, (_, i) => normalQuantile((i + 0.5) / SHARES));
  let word = 0;
  for (let i = 0; i < picture.length; i++) {
    word = i % 2 === 0 ? random.uint32() : word >>> 16;
    const value = picture[i]! + deviation * normals[word & 0xffff]!;
    picture[i] = value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
  }
}
