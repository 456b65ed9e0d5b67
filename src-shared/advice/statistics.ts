export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}

/** The mean of each value and its neighbours on both sides, so far as there are any: it does not lag. */
export const smoothed = (values: readonly number[]): number[] =>
  values.map((_, at) => mean(values.slice(Math.max(0, at - 1), at + 2)));

/** Half of Wilson's 95 % interval of a share, as a share. https://doi.org/10.1080/01621459.1927.10502953 */
export function halfInterval(share: number, samples: number): number {
  const z = 1.96;
  const spread = Math.sqrt((share * (1 - share)) / samples + (z * z) / (4 * samples * samples));
  return (z * spread) / (1 + (z * z) / samples);
}
