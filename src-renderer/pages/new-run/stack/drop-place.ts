/** A list with one of its entries at another place. */
export const moved = <Entry>(list: readonly Entry[], from: number, to: number): Entry[] =>
  list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);

/**
 * The gap between entries that a height lies nearest to: 0 is before the first.
 *
 * @param middles of the entries, from top to bottom
 */
export const gapAt = (y: number, middles: readonly number[]): number =>
  middles.filter((middle) => middle < y).length;

/** Where an entry comes to lie that is dropped into a gap; undefined where it stays. */
export function placeInGap(from: number, gap: number): number | undefined {
  if (gap === from || gap === from + 1) return undefined;
  return gap > from ? gap - 1 : gap;
}
