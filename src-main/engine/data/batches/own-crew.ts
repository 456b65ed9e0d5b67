import { BatchPreparer, type BatchOrder, type PreparerSetup } from './batch-preparer';
import type { Crew } from './thread-crew';

/** Prepares batches on the thread that asks for them, where there is no other. */
export class OwnCrew implements Crew {
  readonly size = 1;
  readonly #preparer: BatchPreparer;

  constructor(setup: PreparerSetup) {
    this.#preparer = new BatchPreparer(setup);
  }

  async prepare(order: BatchOrder): Promise<void> {
    this.#preparer.prepare(order);
  }

  close(): void {
    this.#preparer.close();
  }
}
