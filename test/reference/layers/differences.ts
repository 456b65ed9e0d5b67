import { apart } from '../misses';
import type { PackedArray } from './fixtures';

const RELATIVE = 1e-4;
const ABSOLUTE = 1e-6;
const SHOWN = 4;

/**
 * Where an array differs from the reference, in words; none where it is near enough.
 *
 * @param atol absolute tolerance; what sums of large numbers leave near zero grows with the largest of them
 */
export function differences(
  name: string,
  ours: PackedArray | undefined,
  wanted: PackedArray,
  atol = ABSOLUTE,
): string[] {
  if (ours === undefined) return [`${name} is missing`];
  if (ours.shape.join() !== wanted.shape.join()) return [`${name} is [${ours.shape}], not [${wanted.shape}]`];
  const largest = wanted.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const tolerance = { relative: RELATIVE, absolute: atol * largest };
  const found = wanted.values.flatMap((number, i) => {
    const own = ours.values[i]!;
    return apart(own, number, tolerance) <= 1 ? [] : [`${name}[${i}] is ${own}, not ${number}`];
  });
  if (found.length <= SHOWN) return found;
  return [...found.slice(0, SHOWN), `${name}: ${found.length - SHOWN} more of ${wanted.values.length}`];
}
