/** Where a row of a series stands: its step, and the generation of the engine that wrote it. */
export interface RowPlace {
  step: number;
  generation: number;
}

/** Whether a row counts no more once another one stands behind it: a resume, or going back, takes its step again. */
export const supersedes = (later: RowPlace, earlier: RowPlace): boolean =>
  earlier.generation <= later.generation && earlier.step >= later.step;

/** Whether a row comes from an engine whose time was over when it was written: an orphan that woke up late. */
export const isStale = (row: RowPlace, before: RowPlace): boolean => row.generation < before.generation;

/**
 * Which rows of a series do not count, in the order in which they were written.
 *
 * @param columns with `step` and `generation` among them
 * @param rows one number for each column
 * @returns 1 for each row that does not count
 */
export function supersededRows(columns: readonly string[], rows: Float64Array): Uint8Array {
  const [step, generation] = [columns.indexOf('step'), columns.indexOf('generation')];
  const placeOf = (row: number): RowPlace => ({
    step: rows[row * columns.length + step]!,
    generation: rows[row * columns.length + generation]!,
  });
  const marks = new Uint8Array(rows.length / columns.length);
  const counting: number[] = [];
  for (let row = 0; row < marks.length; row++) {
    const place = placeOf(row);
    const last = counting.at(-1);
    if (last !== undefined && isStale(place, placeOf(last))) {
      marks[row] = 1;
      continue;
    }
    while (counting.length > 0 && supersedes(place, placeOf(counting.at(-1)!))) marks[counting.pop()!] = 1;
    counting.push(row);
  }
  return marks;
}
