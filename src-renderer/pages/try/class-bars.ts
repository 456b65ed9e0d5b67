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

/** A bar for each class in their order, or for the likeliest of very many. */
export function classBars(names: readonly string[], likelihoods: readonly number[]): ClassBar[] {
  const top = topOf(likelihoods);
  const bars = names.map((name, at) => ({ name, likelihood: likelihoods[at] ?? 0, isTop: at === top }));
  if (bars.length <= ALL_UP_TO) return bars;
  return bars.toSorted((a, b) => b.likelihood - a.likelihood).slice(0, MOST);
}

const topOf = (likelihoods: readonly number[]): number =>
  likelihoods.reduce((best, value, at) => (value > likelihoods[best]! ? at : best), 0);

/** How sure it is, in words: "quite sure", "or a 4", empty before there is an answer. */
export function doubtWords(names: readonly string[], likelihoods: readonly number[]): string {
  if (likelihoods.length === 0) return '';
  const order = likelihoods.map((_, at) => at).toSorted((a, b) => likelihoods[b]! - likelihoods[a]!);
  const [first = 0, second] = order;
  if (likelihoods[first]! >= SURE || second === undefined) return '';
  return `or ${names[second] ?? ''}?`;
}
