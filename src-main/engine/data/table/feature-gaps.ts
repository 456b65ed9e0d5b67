import type { FeatureColumn } from '@shared/contract/dataset';
import { widthOf } from '@shared/data/layout';
import type { Feature } from './table-features';

/** Counts what is missing in the rows that were kept: those that were set aside lack nothing that a model is shown. */
export class FeatureGaps {
  readonly #counts: number[];

  constructor(readonly features: readonly Feature[]) {
    this.#counts = features.map(() => 0);
  }

  /** A row as a model is shown it. */
  add(input: ArrayLike<number>): void {
    let at = 0;
    for (const [index, { column }] of this.features.entries()) {
      const end = at + widthOf(column);
      let isGap = true;
      for (; at < end && isGap; at++)
        isGap = column.type === 'number' ? Number.isNaN(input[at]) : input[at] === 0;
      if (isGap) this.#counts[index]!++;
      at = end;
    }
  }

  /** The columns with how many values they really lack. */
  columns(): FeatureColumn[] {
    return this.features.map(({ column }, index) => ({ ...column, missing: this.#counts[index]! }));
  }
}
