/** The 95% interval of a share (Wilson): how far off luck alone could have put it. */
export function shareInterval(hits: number, of: number): { from: number; to: number } {
  if (of === 0) return { from: 0, to: 1 };
  const z = 1.959964;
  const share = hits / of;
  const denominator = 1 + z ** 2 / of;
  const centre = (share + z ** 2 / (2 * of)) / denominator;
  const reach = (z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))) / denominator;
  return { from: Math.max(0, centre - reach), to: Math.min(1, centre + reach) };
}
