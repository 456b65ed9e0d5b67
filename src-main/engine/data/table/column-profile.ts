import type { ColumnReport, ColumnRole, ColumnType, Histogram } from '@shared/contract/import';
import { isDash, isMissing, numberIn, textIn, type Cell, type CellRules } from './cell';

/** As the contract has it. */
const MOST_DISTINCT = 10_000;
/** Different values that are kept of all columns together, so that wide tables take no more memory than narrow ones. */
const MOST_KEPT = 2_000_000;
const LONGEST_KEPT = 200;

/** The text of a cell as values are told apart by it. */
export const keyOf = (cell: Cell): string => textIn(cell).slice(0, LONGEST_KEPT);
const COMMONEST = 20;

/** Whether a number is finite, and stays so with 32 bits. */
export const isUsable = (value: number): boolean => Number.isFinite(Math.fround(value));

/** How many different values of each column are kept. */
export const distinctLimit = (columns: number): number =>
  Math.max(300, Math.min(MOST_DISTINCT, Math.floor(MOST_KEPT / Math.max(1, columns))));

/** Gathers what one column holds, cell by cell, in memory that does not grow with the number of rows. */
export class ColumnProfile {
  rows = 0;
  missing = 0;
  /** cells with a finite number, with an infinite one, and with other text */
  numbers = 0;
  infinite = 0;
  texts = 0;
  /** of the texts, those that are nothing but a dash: gaps, where the column is one of numbers */
  dashes = 0;
  /** whether all numbers so far are whole */
  isWhole = true;
  /** whether each number so far is the one before it plus 1, from 0 or 1 on */
  isCounting = true;
  min = Infinity;
  max = -Infinity;
  #mean = 0;
  #squares = 0;
  #last: number | undefined;
  /** different values with their counts, as long as they are not too many */
  readonly counts = new Map<string, number>();
  isOverfull = false;

  constructor(
    readonly name: string,
    readonly rules: CellRules,
    readonly limit: number,
  ) {}

  get values(): number {
    return this.rows - this.missing;
  }

  add(cell: Cell): void {
    this.rows++;
    if (isMissing(cell, this.rules)) {
      this.missing++;
      return;
    }
    const value = numberIn(cell, this.rules);
    if (isDash(cell, this.rules)) this.dashes++;
    if (Number.isNaN(value)) this.texts++;
    else if (isUsable(value)) this.#addNumber(value);
    else this.infinite++;
    if (!this.isOverfull) this.#count(keyOf(cell));
  }

  #addNumber(value: number): void {
    this.numbers++;
    if (this.isWhole && !Number.isInteger(value)) this.isWhole = false;
    if (this.isCounting) {
      const expected = this.#last === undefined ? [0, 1] : [this.#last + 1];
      this.isCounting = expected.includes(value);
      this.#last = value;
    }
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // Welford 1962: exact where values are large and close together.
    const away = value - this.#mean;
    this.#mean += away / this.numbers;
    this.#squares += away * (value - this.#mean);
  }

  #count(text: string): void {
    const before = this.counts.get(text);
    if (before === undefined && this.counts.size === this.limit) this.isOverfull = true;
    else this.counts.set(text, (before ?? 0) + 1);
  }

  /** How many cells have nothing in them that such a column could have. */
  missingAs(type: ColumnType): number {
    return type === 'number' ? this.missing + this.dashes : this.missing;
  }

  /** How many different values there are, as far as they were counted. */
  get distinct(): number {
    return this.counts.size;
  }

  /** How many different numbers there are, however they are written. */
  get distinctNumbers(): number {
    const rules = { ...this.rules, parsesText: true };
    const texts = [...this.counts.keys()].filter((text) => !isDash(text, rules));
    return new Set(texts.map((text) => numberIn(text, rules))).size;
  }

  /** Whether no value comes twice, as far as they were counted. */
  get isAllDifferent(): boolean {
    return this.values > 0 && [...this.counts.values()].every((count) => count === 1);
  }

  /** Whether nearly every cell is a number: single ones that are not are taken for faults, unless they are few codes. */
  get looksNumeric(): boolean {
    if (this.texts === 0) return true;
    const [texts, values] = [this.texts - this.dashes, this.values - this.dashes];
    // Numbers with decimals are no codes, of which a dash may be one.
    if (texts === 0 && this.numbers > 0 && !this.isWhole) return true;
    if (this.distinct > 20) return this.numbers > 0 && texts <= 0.05 * values;
    return texts === 0 && this.numbers > 0 && this.dashes <= 0.05 * this.values;
  }

  report(role: ColumnRole, type: ColumnType, histogram: Histogram | null): ColumnReport {
    const isNumber = type === 'number' && this.numbers > 0;
    const commonest = [...this.counts]
      .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, COMMONEST)
      .map(([value, count]) => ({ value, count }));
    return {
      name: this.name,
      role,
      type,
      values: this.rows - this.missingAs(type),
      missing: this.missingAs(type),
      distinct: this.distinct,
      mean: isNumber ? this.#mean : null,
      deviation: isNumber ? Math.sqrt(this.#squares / this.numbers) : null,
      histogram: type === 'number' ? histogram : null,
      commonest: type === 'category' ? commonest : [],
    };
  }
}
