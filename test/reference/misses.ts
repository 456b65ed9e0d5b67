export interface Tolerance {
  relative: number;
  absolute: number;
}

/** What is asked of float32 here. */
export const FLOAT32: Tolerance = { relative: 1e-5, absolute: 1e-7 };

/** How far two numbers are apart, in parts of what is allowed: up to 1 is near enough. */
export const apart = (ours: number, wanted: number, { relative, absolute }: Tolerance): number =>
  Object.is(ours, wanted) ? 0 : Math.abs(ours - wanted) / (absolute + relative * Math.abs(wanted));

/** The places where numbers are farther apart than allowed, in words; where null is wanted, all is well. */
export function misses(
  ours: ArrayLike<number>,
  wanted: readonly (number | null)[],
  tolerance: Tolerance,
): string[] {
  if (ours.length !== wanted.length) return [`${ours.length} numbers, not ${wanted.length}`];
  return wanted.flatMap((number, i) => {
    const own = ours[i]!;
    if (number === null || apart(own, number, tolerance) <= 1) return [];
    return [`at ${i}: ${own}, optax ${number}`];
  });
}
