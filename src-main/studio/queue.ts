import { join } from 'node:path';
import { z } from 'zod';
import { queueHoldSchema, type QueueHold, type QueueSummary } from '@shared/contract/queue';
import { runIdSchema } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../durable/atomic-file';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import type { Library } from './library';
import { readDocument } from './read-document';

/** `queue.json` */
export const queueDocumentSchema = z.object({
  version: z.literal(1),
  order: z.array(runIdSchema),
  held: queueHoldSchema.nullable(),
});

/**
 * The order in which runs wait for the device, and whether the next one is started. Order and hold outlive
 * the studio; which runs wait at all is said by their own documents.
 */
export class Queue {
  readonly #path: string;
  #order: string[] = [];
  #held: QueueHold | null = null;
  /** what waited when the library was opened, until somebody says that it is to start */
  #waitingForWord = new Set<string>();
  #cutShort = new Set<string>();
  #writing: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(
    library: Library,
    readonly onChange: (queue: QueueSummary) => void,
  ) {
    this.#path = join(library.folder, 'queue.json');
  }

  /**
   * @param waiting the runs that are queued, oldest first
   * @param cutShort those that trained when the studio was closed, or died
   */
  static async open(
    library: Library,
    waiting: readonly string[],
    cutShort: readonly string[],
    onChange: (queue: QueueSummary) => void,
  ): Promise<Queue> {
    const queue = new Queue(library, onChange);
    const known = await readDocument(queue.#path, queueDocumentSchema);
    const before = known?.order.filter((id) => waiting.includes(id)) ?? [];
    queue.#order = [...new Set([...before, ...waiting])];
    queue.#waitingForWord = new Set(queue.#order);
    queue.#cutShort = new Set(cutShort);
    // What the battery held is looked at anew.
    queue.#held = known?.held === 'person' ? 'person' : null;
    return queue;
  }

  summary(): QueueSummary {
    return {
      order: [...this.#order],
      held: this.#held,
      waitingForWord: this.#order.filter((id) => this.#waitingForWord.has(id)),
      cutShort: [...this.#cutShort],
    };
  }

  /** How many would start one after the other if nobody did anything. */
  startable(): number {
    return this.#held === null ? this.#order.length - this.summary().waitingForWord.length : 0;
  }

  has(id: string): boolean {
    return this.#order.includes(id);
  }

  /** Takes out the run that is to start now; undefined when none is. */
  take(): string | undefined {
    if (this.#held !== null) return undefined;
    const next = this.#order.find((id) => !this.#waitingForWord.has(id));
    if (next !== undefined) this.remove(next);
    return next;
  }

  /**
   * Has a run wait, unless it does already.
   *
   * @param first before all that wait, for a run that had the device already
   */
  add(id: string, first = false): void {
    if (this.has(id)) return;
    this.#cutShort.delete(id);
    this.#waitingForWord.delete(id);
    if (first) this.#order.unshift(id);
    else this.#order.push(id);
    this.#changed();
  }

  /** Whether it was there. */
  remove(id: string): boolean {
    const at = this.#order.indexOf(id);
    const wasKnown = this.#cutShort.delete(id) || at !== -1;
    if (at !== -1) this.#order.splice(at, 1);
    this.#waitingForWord.delete(id);
    if (wasKnown) this.#changed();
    return at !== -1;
  }

  /** Puts a run at a place of the queue, or at its end. */
  move(id: string, to: number): void {
    const rest = this.#order.filter((other) => other !== id);
    rest.splice(Math.min(to, rest.length), 0, id);
    this.#order = rest;
    this.#changed();
  }

  /** Starts nothing more. A person's word stands above the battery's. */
  hold(by: QueueHold): void {
    if (this.#held === 'person' || this.#held === by) return;
    this.#held = by;
    this.#changed();
  }

  /** @param by who held it: the battery does not let go what a person holds */
  release(by: QueueHold): void {
    if (by === 'battery' && this.#held !== 'battery') return;
    this.#held = null;
    if (by === 'person') this.#waitingForWord.clear();
    this.#changed();
  }

  /** Does not ask about runs that were cut short any more. */
  leaveCutShort(): string[] {
    const left = [...this.#cutShort];
    this.#cutShort.clear();
    this.#changed();
    return left;
  }

  /** Resolves when what is known is on disk, or cannot be; nothing is written after that. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  #changed(): void {
    this.onChange(this.summary());
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const write = () =>
      writeFileAtomically(this.#path, JSON.stringify({ version: 1, order: this.#order, held: this.#held }));
    const onFull = () => console.error('The order of the queue could not be written.');
    try {
      await onceThereIsSpace(write, onFull, this.#closing.signal);
    } catch (error) {
      console.error('The order of the queue could not be written.', error);
    }
  }
}
