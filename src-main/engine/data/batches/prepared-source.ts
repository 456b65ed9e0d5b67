import type { SampleRows } from '../../train/step-runner';
import type { PreparerSetup } from './batch-preparer';
import { endOf, type BatchPlan, type BatchSource, type TakenRows } from './batch-source';
import { rowsOf } from './ring';
import type { Crew } from './thread-crew';

/** Tells how many samples of a dataset are there while another engine still makes it. */
export interface Presence {
  /** samples from the start that are there */
  readonly ready: number;
  /** Resolves when so many are. */
  until(count: number): Promise<void>;
}

/** A batch that was asked for. */
interface Ahead {
  /** its place in the plan */
  from: number;
  slot: number;
  rows: Int32Array;
  prepared: Promise<void>;
}

/**
 * Batches that are prepared ahead, in their order, by threads that read them from their files: a bounded number of them,
 * in memory that is shared. Which thread prepared a batch, and how many there are, changes nothing of it.
 */
export class PreparedSource implements BatchSource {
  readonly #samples: SampleRows;
  #plan: BatchPlan = { rows: new Int32Array(), batch: 1, epoch: undefined };
  #ahead: Ahead[] = [];
  /** slots of the batches that were taken last: whoever took them may still read them */
  #taken: number[] = [];
  #free: number[];
  /** where the next batch to ask for begins */
  #next = 0;

  constructor(
    readonly setup: Pick<PreparerSetup, 'ring' | 'layout'>,
    readonly crew: Crew,
    readonly presence: Presence,
  ) {
    this.#samples = rowsOf(setup.ring, setup.layout);
    this.#free = Array.from({ length: setup.ring.slots }, (_, slot) => slot);
  }

  get mostBatches(): number {
    return this.setup.ring.slots;
  }

  plan(plan: BatchPlan): void {
    if (plan.batch > this.setup.ring.rows) throw new Error(`no room for a batch of ${plan.batch}`);
    this.#drop();
    this.#plan = plan;
    this.#next = 0;
  }

  isMissing(from: number, count: number): boolean {
    return this.presence.ready < this.#endOf(this.#plan.rows.subarray(from, from + count), from + count);
  }

  async take(from: number, count: number): Promise<TakenRows> {
    this.#free.push(...this.#taken.splice(0));
    if ((this.#ahead[0]?.from ?? this.#next) !== from) {
      this.#drop();
      this.#next = from;
    }
    const origins = this.#plan.rows.subarray(from, from + count);
    await this.presence.until(this.#endOf(origins, from + count));
    this.#askAhead();
    const indices = new Int32Array(count);
    for (let done = 0; done < count;) {
      const { rows, slot, prepared } = this.#ahead.shift()!;
      this.#taken.push(slot);
      await prepared;
      const first = slot * this.setup.ring.rows;
      for (let i = 0; i < rows.length; i++) indices[done + i] = first + i;
      done += rows.length;
    }
    return { samples: this.#samples, indices, origins };
  }

  /** How many samples of the dataset must be there for some rows, and for the one that the last is mixed with. */
  #endOf(rows: Int32Array, behind: number): number {
    return Math.max(endOf(rows), this.#rowBehind(behind) + 1);
  }

  #rowBehind(at: number): number {
    const { rows } = this.#plan;
    return rows[at % rows.length] ?? 0;
  }

  /** Asks for as many batches as there is room for, up to the first that is not there yet. */
  #askAhead(): void {
    const { rows: all, batch, epoch } = this.#plan;
    while (this.#free.length > 0 && this.#next < all.length) {
      const from = this.#next;
      const rows = all.subarray(from, from + batch);
      const end = from + rows.length;
      if (this.presence.ready < this.#endOf(rows, end)) return;
      const slot = this.#free.shift()!;
      const order = { slot, rows: rows.slice(), behind: this.#rowBehind(end), epoch };
      const prepared = this.crew.prepare(order);
      // Whoever takes it hears of it; until then it is not unhandled.
      prepared.catch(() => undefined);
      this.#ahead.push({ from, slot, rows, prepared });
      this.#next = end;
    }
  }

  /** Gives up what was asked for; what a thread still writes there is overwritten by what is asked for next. */
  #drop(): void {
    this.#free.push(...this.#ahead.splice(0).map(({ slot }) => slot), ...this.#taken.splice(0));
  }

  close(): void {
    this.crew.close();
  }
}
