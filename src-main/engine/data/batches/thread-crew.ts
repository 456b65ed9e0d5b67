import type { Worker } from 'node:worker_threads';
import { DataError } from '../data-error';
import type { BatchOrder, PreparerSetup } from './batch-preparer';

/** What a thread is asked for and what it answers. */
export interface ThreadOrder {
  ticket: number;
  order: BatchOrder;
}
export interface ThreadAnswer {
  ticket: number;
  failed?: { message: string; isAboutData: boolean };
}

/** Starts the thread whose entry is `batch-worker.ts`, and gives it this as its `workerData`. */
export type StartBatchThread = (setup: PreparerSetup) => Worker;

/** Whoever prepares batches. */
export interface Crew {
  /** batches that it works on at the same time */
  readonly size: number;
  /** Resolves when the batch lies in the ring. Batches for one slot are prepared in the order of their asking. */
  prepare(order: BatchOrder): Promise<void>;
  close(): void;
}

interface Waiting {
  worker: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Threads that prepare batches while training goes on. */
export class ThreadCrew implements Crew {
  readonly #workers: Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #ticket = 0;
  #isClosed = false;

  constructor(
    readonly size: number,
    start: StartBatchThread,
    setup: PreparerSetup,
  ) {
    this.#workers = Array.from({ length: size }, (_, index) => {
      const worker = start(setup);
      worker.on('message', (answer: ThreadAnswer) => this.#take(answer));
      worker.on('error', (error) =>
        this.#lose(index, error instanceof Error ? error : new Error(String(error))),
      );
      worker.on('exit', () => this.#lose(index, new Error('a thread that prepares batches has ended')));
      // It never keeps the process; whoever waits for a batch does.
      worker.unref();
      return worker;
    });
  }

  prepare(order: BatchOrder): Promise<void> {
    const ticket = this.#ticket++;
    // The same thread for the same slot: so what is asked for later is never overwritten by what was asked for before.
    const worker = order.slot % this.size;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ticket, { worker, resolve, reject });
      this.#workers[worker]!.ref();
      const message: ThreadOrder = { ticket, order };
      this.#workers[worker]!.postMessage(message);
    });
  }

  #take({ ticket, failed }: ThreadAnswer): void {
    const its = this.#waiting.get(ticket);
    if (its === undefined) return;
    this.#settle(ticket, its);
    if (failed === undefined) its.resolve();
    else its.reject(failed.isAboutData ? new DataError(failed.message) : new Error(failed.message));
  }

  #settle(ticket: number, { worker }: Waiting): void {
    this.#waiting.delete(ticket);
    const isIdle = [...this.#waiting.values()].every((other) => other.worker !== worker);
    if (isIdle) this.#workers[worker]?.unref();
  }

  #lose(worker: number, error: Error): void {
    if (this.#isClosed) return;
    for (const [ticket, its] of this.#waiting) {
      if (its.worker !== worker) continue;
      this.#settle(ticket, its);
      its.reject(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const worker of this.#workers) void worker.terminate();
  }
}
