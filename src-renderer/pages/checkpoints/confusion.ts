export interface Mistake {
  actual: number;
  predicted: number;
  count: number;
}

/** What was taken for something else, most often first. Rows are true classes, columns predicted ones. */
export function mistakesOf(confusion: readonly (readonly number[])[]): Mistake[] {
  return confusion
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter((one) => one.actual !== one.predicted && one.count > 0)
    .sort((a, b) => b.count - a.count);
}

/** Which of the five heats a count of mistakes gets beside the most frequent one; 0 is none. */
export const heatOf = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((5 * count) / most));
