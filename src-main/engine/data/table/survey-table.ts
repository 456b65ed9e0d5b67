import { DataError } from '../data-error';
import { growingBytes, growingInts, type Growing } from '../import/growing';
import type { Part } from '../import/content-fingerprint';
import { LeftOut } from '../import/left-out';
import { ReportCollector } from '../import/report-collector';
import { isGap, isMissing, numberIn, textIn, type Cell } from './cell';
import { ColumnProfile, distinctLimit, isUsable, keyOf } from './column-profile';
import { partOfWord } from './split-words';
import type { PlannedColumn } from './table-plan';
import { rowName, type TableSource } from './table-source';

/** More are not kept apart: what is known of each row takes memory. */
const MOST_ROWS = 50_000_000;
const MOST_GROUPS = 2_000_000;
/** Far more than there can be classes, to tell a person how many there are. */
const MOST_CODES = 10_000;

/** The part that a row is in, as it is kept for each row. */
export const PART_CODES: readonly Part[] = ['train', 'validation', 'test'];

/** What is known of a whole table after it was read once. */
export interface Survey {
  /** of all rows with the right number of columns */
  profiles: ColumnProfile[];
  rows: number;
  /** for each row 1 where it is set aside */
  isOut: Growing<Uint8Array>;
  /** for each row the number of its target's text in `codes`; -1 where it has none or there are too many */
  classes: Growing<Int32Array>;
  codes: Map<string, number>;
  /** for each row 1 more than its place in PART_CODES, where a column says it; 0 else */
  parts: Growing<Uint8Array>;
  /** for each row the number of its group */
  groups: Growing<Int32Array>;
  collector: ReportCollector;
}

type Problem = { reason: Parameters<ReportCollector['setAside']>[0]; what: string };

const shown = (cell: Cell | undefined): string => `"${String(cell ?? '').slice(0, 60)}"`;

/** Reads rows one after the other, and keeps of each what decides where it goes. */
class Surveyor {
  readonly survey: Survey;
  readonly #at: Record<'target' | 'feature', number[]> & Record<'split' | 'group', number | undefined>;
  readonly #groupNumbers = new Map<string, number>();

  constructor(
    readonly source: TableSource,
    readonly columns: readonly PlannedColumn[],
    readonly setsMissingAside: boolean,
    readonly leftOut: LeftOut,
  ) {
    const limit = distinctLimit(columns.length);
    this.survey = {
      profiles: columns.map(({ name }) => new ColumnProfile(name, source.rules, limit)),
      rows: 0,
      isOut: growingBytes(),
      classes: growingInts(),
      codes: new Map(),
      parts: growingBytes(),
      groups: growingInts(),
      collector: new ReportCollector(),
    };
    const indices = (role: PlannedColumn['role']) =>
      columns.flatMap((column, index) => (column.role === role ? [index] : []));
    this.#at = {
      target: indices('target'),
      feature: indices('feature'),
      split: indices('split')[0],
      group: indices('group')[0],
    };
  }

  add(row: readonly Cell[]): void {
    const { survey, source } = this;
    if (survey.rows === MOST_ROWS) {
      throw new DataError(
        `${source.path} has more than ${MOST_ROWS.toLocaleString('en')} rows: import a part of it.`,
        'path',
      );
    }
    const isWhole = row.length === this.columns.length;
    if (isWhole) for (const [index, profile] of survey.profiles.entries()) profile.add(row[index]!);
    const problem = this.#isLeftOut
      ? LEFT_OUT
      : isWhole
        ? this.#problem(row)
        : wrongLength(row.length, this.columns.length);
    if (problem) survey.collector.setAside(problem.reason, rowName(survey.rows), problem.what);
    survey.isOut.push(problem ? 1 : 0);
    survey.classes.push(problem ? -1 : this.#class(row));
    survey.parts.push(problem || this.#at.split === undefined ? 0 : partCode(row[this.#at.split]!));
    if (this.#at.group !== undefined) survey.groups.push(problem ? -1 : this.#group(row[this.#at.group]!));
    survey.rows++;
    survey.collector.read++;
  }

  get #isLeftOut(): boolean {
    return !this.leftOut.isEmpty && this.leftOut.has(rowName(this.survey.rows));
  }

  #problem(row: readonly Cell[]): Problem | undefined {
    const { rules } = this.source;
    const named = (index: number) => `column "${this.columns[index]!.name}"`;
    const { split, group } = this.#at;
    if (split !== undefined && partCode(row[split]!) === 0) {
      const what = isMissing(row[split]!, rules) ? 'is empty' : `says ${shown(row[split])}, which is no part`;
      return { reason: 'unknown split', what: `${named(split)} ${what}` };
    }
    if (group !== undefined && isMissing(row[group]!, rules)) {
      return { reason: 'missing value', what: `${named(group)}, the group, is empty` };
    }
    for (const index of this.#at.target) {
      const cell = row[index]!;
      const isNumber = this.columns[index]!.type === 'number';
      if (isNumber ? isGap(cell, rules) : isMissing(cell, rules)) {
        return { reason: 'missing target', what: `${named(index)} is empty` };
      }
      if (isNumber && !isUsable(numberIn(cell, rules))) {
        return { reason: 'not a number', what: `${named(index)} says ${shown(cell)}` };
      }
    }
    for (const index of this.#at.feature) {
      if (this.columns[index]!.type !== 'number') continue;
      const cell = row[index]!;
      if (isGap(cell, rules)) {
        if (this.setsMissingAside) return { reason: 'missing value', what: `${named(index)} is empty` };
      } else if (!isUsable(numberIn(cell, rules))) {
        return { reason: 'not a number', what: `${named(index)} says ${shown(cell)}` };
      }
    }
    return undefined;
  }

  #class(row: readonly Cell[]): number {
    const [index, ...others] = this.#at.target;
    if (index === undefined || others.length > 0) return -1;
    const { codes } = this.survey;
    const text = classText(row[index]!, this.columns[index]!, this.source);
    const known = codes.get(text);
    if (known !== undefined) return known;
    if (codes.size === MOST_CODES) return -1;
    codes.set(text, codes.size);
    return codes.size - 1;
  }

  #group(cell: Cell): number {
    const text = textIn(cell);
    const known = this.#groupNumbers.get(text);
    if (known !== undefined) return known;
    if (this.#groupNumbers.size === MOST_GROUPS) {
      throw new DataError(
        `The group column of ${this.source.path} has more than ${MOST_GROUPS.toLocaleString('en')} different groups: choose a column that rows share.`,
        'options.table.columns',
      );
    }
    this.#groupNumbers.set(text, this.#groupNumbers.size);
    return this.#groupNumbers.size - 1;
  }
}

const LEFT_OUT: Problem = { reason: 'left out by choice', what: 'as was asked for' };

const wrongLength = (found: number, expected: number): Problem => ({
  reason: 'wrong number of columns',
  what: `${found} columns instead of ${expected}`,
});

function partCode(cell: Cell): number {
  const part = cell === null ? undefined : partOfWord(textIn(cell));
  return part === undefined ? 0 : PART_CODES.indexOf(part) + 1;
}

/** The name of the class that a cell stands for: equal numbers are one class, however they are written. */
function classText(cell: Cell, { type }: PlannedColumn, { rules }: TableSource): string {
  return type === 'number' ? String(numberIn(cell, rules)) : keyOf(cell);
}

/**
 * Reads a table once from beginning to end.
 *
 * @param exclude rows that are left out by choice, as a report names them
 * @param onRows told how many rows have been read, and which share of the file that is
 * @throws DataError when the file cannot be read to its end, or is too long
 */
export async function surveyTable(
  source: TableSource,
  columns: readonly PlannedColumn[],
  {
    setsMissingAside,
    exclude,
    signal,
    onRows,
  }: {
    setsMissingAside: boolean;
    exclude: readonly string[];
    signal: AbortSignal | undefined;
    onRows: (rows: number, share: number) => void;
  },
): Promise<Survey> {
  const leftOut = new LeftOut(exclude);
  const surveyor = new Surveyor(source, columns, setsMissingAside, leftOut);
  for await (const { rows, share } of source.blocks(signal)) {
    signal?.throwIfAborted();
    for (const row of rows) surveyor.add(row);
    onRows(surveyor.survey.rows, share);
  }
  leftOut.noteMissing(surveyor.survey.collector);
  return surveyor.survey;
}
