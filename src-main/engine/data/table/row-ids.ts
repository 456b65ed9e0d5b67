import { isMissing, textIn, type Cell, type CellRules } from './cell';

/** A longer text is cut: what names a row is short, and a dataset is no copy of its source. */
const LONGEST_ID = 200;

/** The texts in those columns of a table that name its rows. */
export class RowIds {
  readonly #places: readonly number[];
  /** texts that were too long to be kept whole */
  cut = 0;

  /**
   * @param names of all columns of the table
   * @param columns those of them that name rows; of one that is not there every text is empty
   */
  constructor(
    names: readonly string[],
    readonly columns: readonly string[],
    readonly rules: CellRules,
  ) {
    this.#places = columns.map((column) => names.indexOf(column));
  }

  /** Of one row, as they stand there; empty where nothing does. Undefined where no column names rows. */
  of(row: readonly Cell[]): string[] | undefined {
    if (this.#places.length === 0) return undefined;
    return this.#places.map((place) => {
      const cell = row[place] ?? null;
      if (isMissing(cell, this.rules)) return '';
      const text = textIn(cell);
      if (text.length <= LONGEST_ID) return text;
      this.cut++;
      return text.slice(0, LONGEST_ID);
    });
  }

  /** What a person should know about them, where there is something. */
  notes(): string[] {
    if (this.cut === 0) return [];
    return [
      this.cut === 1
        ? `One id of more than ${LONGEST_ID} characters was cut.`
        : `${this.cut.toLocaleString('en')} ids of more than ${LONGEST_ID} characters were cut.`,
    ];
  }
}
