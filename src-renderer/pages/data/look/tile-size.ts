/** How wide pictures are shown: whole multiples of small ones, so that their pixels stay square; large ones made smaller. */
export function tileSize(shape: readonly number[]): number {
  const longest = Math.max(shape[0] ?? 1, shape[1] ?? 1);
  if (longest > 56) return Math.min(112, Math.max(64, longest));
  return longest * Math.max(1, Math.round(56 / longest));
}
