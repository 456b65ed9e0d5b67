/** More wrong tokens than that in a minute are no slip of the hand: then even right ones wait. */
export const MOST_GUESSES = 20;
const COUNT_MS = 60_000;

/** Counts wrong tokens, so that nobody can try them all. */
export interface Guesses {
  /** Whether so many were shown of late that none is looked at for a while. */
  areMany(): boolean;
  /** A wrong one was shown. */
  count(): void;
}

export function countGuesses(now: () => number = () => performance.now()): Guesses {
  /** when wrong tokens were shown */
  let guesses: number[] = [];
  return {
    areMany: () => {
      guesses = guesses.filter((at) => now() - at < COUNT_MS);
      return guesses.length >= MOST_GUESSES;
    },
    count: () => guesses.push(now()),
  };
}
