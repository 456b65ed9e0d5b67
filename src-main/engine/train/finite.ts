import type { NamedArray } from '../checkpoint/safetensors';

/** Whether no value is NaN or infinite. */
export function isAllFinite(values: Float32Array | Int32Array | Uint8Array): boolean {
  // Infinity · 0 and NaN · 0 are NaN, and so is any sum with one of them: one addition a value, no branch.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  return sum === 0;
}

/** The first array that holds a value which is NaN or infinite. */
export const firstNonFinite = (arrays: readonly NamedArray[]): NamedArray | undefined =>
  arrays.find(({ values }) => !isAllFinite(values));
