/**
 * Direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
 * SIAM J. Sci. Comput. 30 (2008) 2635–2654, https://web.maths.unsw.edu.au/~fkuo/sobol/ (new-joe-kuo-6.21201), the
 * dimensions from 2 on: degree and coefficients of the primitive polynomial, then the initial numbers m.
 */
const JOE_KUO: readonly (readonly [a: number, m: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
];

const BITS = 32;
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/** Direction numbers of one dimension, as fractions of 2^32: the recurrence of Bratley and Fox 1988. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  const entry = JOE_KUO[dimension - 1];
  if (entry === undefined) {
    for (let i = 0; i < BITS; i++) v[i] = (1 << (BITS - 1 - i)) >>> 0;
    return v;
  }
  const [a, m] = entry;
  const s = m.length;
  for (let i = 0; i < BITS; i++) {
    if (i < s) v[i] = (m[i]! << (BITS - 1 - i)) >>> 0;
    else {
      let value = v[i - s]! ^ (v[i - s]! >>> s);
      for (let k = 1; k < s; k++) if ((a >>> (s - 1 - k)) & 1) value ^= v[i - k]!;
      v[i] = value >>> 0;
    }
  }
  return v;
}

const known: Uint32Array[] = [];

/**
 * One coordinate of one point of the Sobol sequence, as a fraction of 2^32. Any point by itself: points stand in the
 * order of the Gray code (Antonov and Saleev 1979), as in SciPy's `qmc.Sobol(scramble=False)`.
 *
 * @param point counted from 0; the first is the origin
 * @param dimension counted from 0, below SOBOL_DIMENSIONS
 */
export function sobol(point: number, dimension: number): number {
  const v = (known[dimension] ??= directionsOf(dimension));
  let gray = (point ^ (point >>> 1)) >>> 0;
  let value = 0;
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) if (gray & 1) value ^= v[bit]!;
  return value >>> 0;
}
