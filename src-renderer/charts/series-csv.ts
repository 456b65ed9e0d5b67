import type { EpochRow } from '@shared/contract/run';
import type { SeriesColumn } from '@shared/series/columns';
import type { SeriesBuffer } from '@shared/charts/series-buffer';

export interface CsvWanted {
  /** what each recorded step has, by the heads of their columns */
  steps: readonly (
    | { head: string; column: SeriesColumn }
    /** worked out of the row and the one before; NaN where that cannot be */
    | { head: string; value: (series: SeriesBuffer, row: number) => number }
  )[];
  /** what each epoch ends with; empty cells at all other steps */
  epochs: readonly { head: string; value: (row: EpochRow) => number | null }[];
}

/** Pieces of so many lines: a string of a million lines would be copied again and again as it grows. */
const PIECE = 10_000;

const cell = (value: number | null | undefined) =>
  value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);

/**
 * A run's series as CSV, in pieces: all rows that were recorded, with what was measured at the ends of epochs at their
 * steps. Numbers are written to the last bit; what was not measured, or is no number, is empty.
 */
export function seriesCsv(series: SeriesBuffer, rows: readonly EpochRow[], wanted: CsvWanted): string[] {
  const places = ['step', 'epoch', 'seconds'] as const;
  const ofSteps = wanted.steps.map((one) => {
    const column = 'column' in one ? series.column(one.column) : undefined;
    return (row: number) => (column ? column[row]! : 'value' in one ? one.value(series, row) : Number.NaN);
  });
  const columns = places.map((name) => series.column(name));
  const heads = [
    ...places,
    ...wanted.steps.map(({ head }) => head),
    ...wanted.epochs.map(({ head }) => head),
  ];
  const pieces: string[] = [];
  let lines = [heads.join(',')];
  const steps = series.column('step');
  const ofEpoch = (row: EpochRow | undefined) => wanted.epochs.map(({ value }) => cell(row && value(row)));
  let next = 0;
  /** An epoch whose last step was not recorded has a line of its own. */
  const epochsBefore = (step: number) => {
    for (; next < rows.length && rows[next]!.step < step; next++) {
      const row = rows[next]!;
      lines.push([row.step, row.epoch, '', ...wanted.steps.map(() => ''), ...ofEpoch(row)].join(','));
    }
  };
  for (let at = 0; at < series.rows; at++) {
    epochsBefore(steps[at]!);
    const row = rows[next]?.step === steps[at] ? rows[next++] : undefined;
    const own = ofSteps.map((value) => cell(value(at)));
    lines.push([...columns.map((column) => cell(column[at])), ...own, ...ofEpoch(row)].join(','));
    if (lines.length >= PIECE) {
      pieces.push(`${lines.join('\n')}\n`);
      lines = [];
    }
  }
  epochsBefore(Infinity);
  if (lines.length > 0) pieces.push(`${lines.join('\n')}\n`);
  return pieces;
}
