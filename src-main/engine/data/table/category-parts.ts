import { widthOf } from '@shared/data/layout';
import type { Part } from '../import/content-fingerprint';
import type { ReportCollector } from '../import/report-collector';
import type { Feature } from './table-features';

const unseen = (count: number) =>
  `${count === 1 ? 'A category comes' : `${count.toLocaleString('en')} categories come`} in no training sample, so that nothing can be learnt of ${count === 1 ? 'it' : 'them'}: split otherwise, or join categories.`;

/** Finds categories that are in the test or validation part only. */
export class CategoryParts {
  readonly #inTraining: Uint8Array;
  readonly #elsewhere: Uint8Array;

  constructor(readonly features: readonly Feature[]) {
    const width = features.reduce((sum, { column }) => sum + widthOf(column), 0);
    this.#inTraining = new Uint8Array(width);
    this.#elsewhere = new Uint8Array(width);
  }

  /** @param input an encoded row */
  add(part: Part, input: ArrayLike<number>): void {
    const into = part === 'train' ? this.#inTraining : this.#elsewhere;
    for (let at = 0; at < input.length; at++) if (input[at] === 1) into[at] = 1;
  }

  report(collector: ReportCollector): void {
    let at = 0;
    for (const { column } of this.features) {
      const names = column.type === 'category' ? column.categories : [''];
      for (const name of names) {
        const isUnseen =
          column.type === 'category' && this.#elsewhere[at] === 1 && this.#inTraining[at] === 0;
        if (isUnseen) collector.doubt('unseen category', name, `column "${column.name}"`, unseen);
        at++;
      }
    }
  }
}
