import type { NamedArray } from '../checkpoint/safetensors';

/** Whether no value is NaN or infinite. */
export function isAllFinite(values: Float32Array | Int32Array | Uint8Array): boolean {
  // Infinity · 0 and NaN · 0 are NaN, and so is any sum with one of them: one addition a value, no branch. Four sums,
  // since each addition would wait for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * 0;
    b += values[i + 1]! * 0;
    c += values[i + 2]! * 0;
    d += values[i + 3]! * 0;
  }
  for (let i = whole; i < values.length; i++) a += values[i]! * 0;
  return a + b + c + d === 0;
}

/** The first array that holds a value which is NaN or infinite. */
export const firstNonFinite = (arrays: readonly NamedArray[]): NamedArray | undefined =>
  arrays.find(({ values }) => !isAllFinite(values));
