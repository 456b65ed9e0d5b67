import type { Doubt, ImportReport, Reason, SetAside } from '@shared/contract/import';

/** Enough to see what is wrong, and no more than a page can show. */
const MOST_EXAMPLES = 100;

/** Collects what an import finds: nothing that was read is left out without a word. */
export class ReportCollector {
  read = 0;
  readonly #setAside = new Map<Reason, SetAside>();
  readonly #doubts = new Map<Doubt['kind'], Doubt>();
  readonly notes: string[] = [];

  /** Counts a sample that does not go into the dataset. It has been counted as read. */
  setAside(reason: Reason, where: string, what: string): void {
    const entry = this.#setAside.get(reason) ?? { reason, count: 0, examples: [] };
    entry.count++;
    if (entry.examples.length < MOST_EXAMPLES) entry.examples.push({ where, what });
    this.#setAside.set(reason, entry);
  }

  /** @param text one sentence for all doubts of this kind, which takes the place of an earlier one */
  doubt(kind: Doubt['kind'], where: string, other: string, text: (count: number) => string): void {
    const entry = this.#doubts.get(kind) ?? { kind, count: 0, text: '', examples: [] };
    entry.count++;
    entry.text = text(entry.count);
    if (entry.examples.length < MOST_EXAMPLES) entry.examples.push({ where, other });
    this.#doubts.set(kind, entry);
  }

  /** Why most samples were set aside. */
  get commonestReason(): Reason | undefined {
    return [...this.#setAside.values()].toSorted((a, b) => b.count - a.count)[0]?.reason;
  }

  get setAsideCount(): number {
    return [...this.#setAside.values()].reduce((sum, { count }) => sum + count, 0);
  }

  get keptCount(): number {
    return this.read - this.setAsideCount;
  }

  report(rest: Partial<Pick<ImportReport, 'columns' | 'sizes'>> = {}): ImportReport {
    return {
      version: 1,
      read: this.read,
      kept: this.keptCount,
      setAside: [...this.#setAside.values()],
      doubts: [...this.#doubts.values()],
      columns: rest.columns ?? [],
      sizes: rest.sizes ?? [],
      notes: this.notes,
    };
  }
}
