import type { ReportCollector } from './report-collector';

/** Samples that a person named to be left out, in the words of a report. */
export class LeftOut {
  readonly #names: Set<string>;
  readonly #found = new Set<string>();

  constructor(exclude: readonly string[]) {
    this.#names = new Set(exclude.map(plain));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** Whether a sample is to be left out. @param where as a report calls it: a row, or a file's path */
  has(where: string): boolean {
    const name = plain(where);
    if (!this.#names.has(name)) return false;
    this.#found.add(name);
    return true;
  }

  /** Says which of them there are not. */
  noteMissing(collector: ReportCollector): void {
    const missing = [...this.#names].filter((name) => !this.#found.has(name));
    if (missing.length === 0) return;
    const more = missing.length - 5;
    collector.notes.push(
      `Asked to be left out, but not there: ${missing.slice(0, 5).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}.`,
    );
  }
}

/** "row 1,234" and "1234" are the same row. */
const plain = (name: string): string => {
  const [, row] = /^(?:row )?(\d[\d,]*)$/.exec(name.trim()) ?? [];
  return row === undefined ? name : `row ${row.replaceAll(',', '')}`;
};
