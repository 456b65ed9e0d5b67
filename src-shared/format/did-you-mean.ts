/**
 * Optimal string alignment distance: how many letters are put in, left out, changed or swapped with their neighbour.
 * https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
export function typingDistance(one: string, other: string): number {
  const width = other.length + 1;
  const table = new Uint32Array((one.length + 1) * width);
  for (let row = 0; row <= one.length; row++) table[row * width] = row;
  for (let column = 0; column <= other.length; column++) table[column] = column;
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const here = row * width + column;
      const isSame = one[row - 1] === other[column - 1];
      const changed = table[here - width - 1]! + (isSame ? 0 : 1);
      table[here] = Math.min(table[here - 1]! + 1, table[here - width]! + 1, changed);
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) table[here] = Math.min(table[here], table[here - 2 * width - 2]! + 1);
    }
  }
  return table[one.length * width + other.length]!;
}

/** A third of the letters may be wrong, and one of short words. */
const mostWrong = (text: string): number => Math.max(1, Math.floor(text.length / 3));

/** What was most likely meant by something that there is not; undefined where nothing is near enough. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let best: { word: string; wrong: number } | undefined;
  for (const word of known) {
    const lower = word.toLowerCase();
    const isBegun = wanted.length >= 3 && lower.startsWith(wanted);
    const wrong = isBegun ? 0.5 : typingDistance(wanted, lower);
    if (wrong <= mostWrong(wanted) && wrong < (best?.wrong ?? Infinity)) best = { word, wrong };
  }
  return best?.word;
}

/** " Did you mean "train"?", to stand behind a sentence; empty where nothing is near enough. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const meant = nearest(typed, known);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}
