const isShort = process.env['TRAINYARD_SOAK'] === 'short';
const DAY_MS = 86_400_000;

/**
 * All of them in the long soak. In the short one some, others each day, so that all have their turn within a few days;
 * which, TRAINYARD_SOAK_TURN settles where a day is to be repeated.
 *
 * @param count how many in the short one
 * @param isShortOnes which of them are for the short one; left out: all
 */
export function inTurn<One>(
  all: readonly One[],
  count: number,
  isShortOnes: (one: One) => boolean = () => true,
): One[] {
  if (!isShort) return [...all];
  const ones = all.filter(isShortOnes);
  const turn = Number(process.env['TRAINYARD_SOAK_TURN'] ?? Math.floor(Date.now() / DAY_MS));
  return Array.from(
    { length: Math.min(count, ones.length) },
    (_, i) => ones[(turn * count + i) % ones.length]!,
  );
}
