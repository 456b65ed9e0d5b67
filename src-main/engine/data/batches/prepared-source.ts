import type { SampleRows } from '../../train/step-runner';
import type { PreparerSetup } from './batch-preparer';
import { endOf, isSamePlan, type BatchPlan, type BatchSource, type TakenRows } from './batch-source';
import { rowsOf } from './ring';
import type { Crew } from './thread-crew';

/** Tells how many samples of a dataset are there while another engine still makes it. */
export interface Presence {
  /** samples from the start that are there */
  readonly ready: number;
  /** Resolves when so many are. */
  until(count: number): Promise<void>;
}

/** A plan, and how far batches were asked for. */
interface Course {
  plan: BatchPlan;
  /** where the next batch to ask for begins */
  next: number;
}

/** A batch that was asked for. */
interface Ahead {
  course: Course;
  /** its place in the plan */
  from: number;
  slot: number;
  rows: Int32Array;
  prepared: Promise<void>;
}

const rowBehind = ({ rows }: BatchPlan, at: number): number => rows[at % rows.length] ?? 0;

/** How many samples of the dataset must be there for some rows of a plan, and for the one that the last is mixed with. */
const endOfRows = (plan: BatchPlan, rows: Int32Array, behind: number): number =>
  Math.max(endOf(rows), rowBehind(plan, behind) + 1);

/**
 * Batches that are prepared ahead, in their order, by threads that read them from their files: a bounded number of them,
 * in memory that is shared. Which thread prepared a batch, and how many there are, changes nothing of it. Where all of a
 * plan was asked for, the first batches of what comes after it are, so that an epoch begins without a wait.
 */
export class PreparedSource implements BatchSource {
  readonly #samples: SampleRows;
  #course: Course = { plan: { rows: new Int32Array(), batch: 1, epoch: undefined }, next: 0 };
  #then: (() => BatchPlan | undefined) | undefined;
  /** what is made ahead of the plan after this one */
  #following: Course | undefined;
  #ahead: Ahead[] = [];
  /** slots of the batches that were taken last: whoever took them may still read them */
  #taken: number[] = [];
  #free: number[];

  constructor(
    readonly setup: Pick<PreparerSetup, 'ring' | 'layout'>,
    readonly crew: Crew,
    readonly presence: Presence,
  ) {
    this.#samples = rowsOf(setup.ring, setup.layout);
    this.#free = Array.from({ length: setup.ring.slots }, (_, slot) => slot);
  }

  /** Half of what there is room for: while these are used, as many are made. */
  get mostBatches(): number {
    return Math.max(1, Math.floor(this.setup.ring.slots / 2));
  }

  plan(plan: BatchPlan, then?: () => BatchPlan | undefined): void {
    if (plan.batch > this.setup.ring.rows) throw new Error(`no room for a batch of ${plan.batch}`);
    const following = this.#following;
    const isExpected = following !== undefined && isSamePlan(following.plan, plan);
    this.#course = isExpected ? following : { plan, next: 0 };
    this.#following = undefined;
    this.#then = then;
    this.#keepAhead((ahead) => ahead.course === this.#course);
  }

  isMissing(from: number, count: number): boolean {
    const { plan } = this.#course;
    return this.presence.ready < endOfRows(plan, plan.rows.subarray(from, from + count), from + count);
  }

  async take(from: number, count: number): Promise<TakenRows> {
    this.#free.push(...this.#taken.splice(0));
    const { plan } = this.#course;
    const [first] = this.#ahead;
    const isNext = first ? first.course === this.#course && first.from === from : this.#course.next === from;
    if (!isNext) {
      this.#keepAhead(() => false);
      this.#following = undefined;
      this.#course.next = from;
    }
    const origins = plan.rows.subarray(from, from + count);
    await this.presence.until(endOfRows(plan, origins, from + count));
    this.#askAhead();
    const indices = new Int32Array(count);
    for (let done = 0; done < count;) {
      const { rows, slot, prepared } = this.#ahead.shift()!;
      this.#taken.push(slot);
      await prepared;
      const start = slot * this.setup.ring.rows;
      for (let i = 0; i < rows.length; i++) indices[done + i] = start + i;
      done += rows.length;
    }
    return { samples: this.#samples, indices, origins };
  }

  /** Asks for as many batches as there is room for, up to the first that is not there yet. */
  #askAhead(): void {
    if (!this.#askFor(this.#course)) return;
    if (this.#following === undefined) {
      const plan = this.#then?.();
      this.#then = undefined;
      if (plan) this.#following = { plan, next: 0 };
    }
    if (this.#following) this.#askFor(this.#following);
  }

  /** @returns whether all of it was asked for, and there is room for more */
  #askFor(course: Course): boolean {
    const { rows: all, batch, epoch } = course.plan;
    while (this.#free.length > 0 && course.next < all.length) {
      const from = course.next;
      const rows = all.subarray(from, from + batch);
      const end = from + rows.length;
      if (this.presence.ready < endOfRows(course.plan, rows, end)) return false;
      const slot = this.#free.shift()!;
      const order = { slot, rows: rows.slice(), behind: rowBehind(course.plan, end), epoch };
      const prepared = this.crew.prepare(order);
      // Whoever takes it hears of it; until then it is not unhandled.
      prepared.catch(() => undefined);
      this.#ahead.push({ course, from, slot, rows, prepared });
      course.next = end;
    }
    return this.#free.length > 0;
  }

  /** Gives up what else was asked for; what a thread still writes there is overwritten by what is asked for next. */
  #keepAhead(isKept: (ahead: Ahead) => boolean): void {
    this.#free.push(...this.#ahead.filter((ahead) => !isKept(ahead)).map(({ slot }) => slot));
    this.#ahead = this.#ahead.filter(isKept);
  }

  close(): void {
    this.crew.close();
  }
}
