import type { FileMark } from '../import/file-mark';
import type { Cell, CellRules } from './cell';

/** Consecutive rows. */
export interface RowBlock {
  /** may have more or fewer cells than there are columns */
  rows: (readonly Cell[])[];
  /** of the file, from 0 to 1: how much had been read when these rows were handed on */
  share: number;
}

/** A file of rows that can be read again and again, without ever being in memory as a whole. */
export interface TableSource {
  readonly path: string;
  /** that it is read from, as they were when it was opened */
  readonly files: readonly FileMark[];
  /** of the columns, each different */
  readonly names: readonly string[];
  readonly rules: CellRules;
  /** how many rows there are, where the file says so */
  readonly count: number | undefined;
  readonly delimiter: string | null;
  readonly header: boolean | null;
  /** what a person should know about how it is read, a sentence each */
  readonly notes: readonly string[];
  /** @throws DataError when the file cannot be read to its end, or was changed since it was opened */
  blocks(signal?: AbortSignal): AsyncGenerator<RowBlock>;
}

/** How messages and reports call a row: counted from 1, without a header. */
export const rowName = (row: number): string => `row ${(row + 1).toLocaleString('en')}`;
