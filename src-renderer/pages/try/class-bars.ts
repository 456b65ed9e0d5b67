export interface ClassBar {
  name: string;
  likelihood: number;
  isTop: boolean;
}

/** More classes than this are too many to look at. */
const ALL_UP_TO = 12;
const MOST = 10;
/** Below this the next guess is worth saying. */
const SURE = 0.8;

/**
 * A bar for each class in their order, or for the likeliest of very many.
 *
 * @param top the predicted class
 */
export function classBars(names: readonly string[], likelihoods: readonly number[], top: number): ClassBar[] {
  const bars = names.map((name, at) => ({ name, likelihood: likelihoods[at] ?? 0, isTop: at === top }));
  if (bars.length <= ALL_UP_TO) return bars;
  return bars
    .toSorted((a, b) => Number(b.isTop) - Number(a.isTop) || b.likelihood - a.likelihood)
    .slice(0, MOST);
}

/** How sure it is, in words: "quite sure", "or a 4", empty before there is an answer. */
export function doubtWords(names: readonly string[], likelihoods: readonly number[], top: number): string {
  const others = likelihoods.flatMap((_, at) => (at === top ? [] : [at]));
  const [second] = others.toSorted((a, b) => likelihoods[b]! - likelihoods[a]!);
  if (second === undefined || likelihoods[top]! >= SURE) return '';
  return `or ${names[second] ?? ''}?`;
}
