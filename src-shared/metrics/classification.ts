/** How well one class is told from the others. What would be a division by zero is 0, as in scikit-learn by default. */
export interface ClassMetrics {
  /** of what was taken for this class, the share that was it */
  precision: number;
  /** of what was this class, the share that was taken for it */
  recall: number;
  /** harmonic mean of the two */
  f1: number;
  /** samples of this class */
  support: number;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/**
 * Each class by itself.
 *
 * @param confusion counts; rows are true classes, columns predicted ones
 */
export function classMetrics(confusion: readonly (readonly number[])[]): ClassMetrics[] {
  const predicted = confusion.map((_, column) => confusion.reduce((sum, row) => sum + row[column]!, 0));
  return confusion.map((row, index) => {
    const hits = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    return {
      precision: ratio(hits, predicted[index]!),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted[index]!),
      support,
    };
  });
}

/** The plain mean over all classes, large or small; one that never occurs counts as 0. */
export function macroAverage(classes: readonly ClassMetrics[]): ClassMetrics {
  const mean = (of: (one: ClassMetrics) => number) =>
    ratio(
      classes.reduce((sum, one) => sum + of(one), 0),
      classes.length,
    );
  return {
    precision: mean((one) => one.precision),
    recall: mean((one) => one.recall),
    f1: mean((one) => one.f1),
    support: classes.reduce((sum, { support }) => sum + support, 0),
  };
}

/** Among how many guesses the true class is looked for; only where there are more classes than that. */
export const TOP_K = 5;

/**
 * How many classes are ranked before the true one, which is 0 where the prediction is right: equal outputs go in the
 * order of their classes, as with the prediction. What cannot be compared, being no number, counts as ranked before.
 *
 * @param outputs of all samples, `classes` numbers each
 * @param sample whose outputs are looked at
 */
export function rankOf(outputs: Float32Array, classes: number, sample: number, label: number): number {
  const from = sample * classes;
  const its = outputs[from + label]!;
  let behind = 0;
  for (let other = 0; other < classes; other++) {
    const value = outputs[from + other]!;
    if (value < its || (value === its && other > label)) behind++;
  }
  return classes - 1 - behind;
}
