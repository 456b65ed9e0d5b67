import type { StudioEvent, StudioNews } from '@shared/contract/event';
import { SentRuns } from './sent-runs';

/** How many lines of logs a slow subscriber may have waiting before the oldest are dropped. */
const MOST_LINES = 2000;
/** How many events are sent at once: a page is still while it deals with them. */
const MOST_AT_ONCE = 500;

/** Two events of one key: the later one makes the earlier one superfluous. */
function keyOf(event: StudioEvent): string | undefined {
  switch (event.type) {
    case 'run':
      return `run ${event.run.id}`;
    case 'progress':
    case 'series':
    case 'recorded':
    case 'checkpoints':
      return `${event.type} ${event.run}`;
    case 'dataset':
      return `dataset ${event.dataset.id}`;
    case 'dataset-removed':
      return `dataset ${event.dataset}`;
    case 'sweep':
      return `sweep ${event.sweep.id}`;
    case 'sweep-removed':
      return `sweep ${event.sweep}`;
    case 'run-removed':
      return `run ${event.run}`;
    case 'evaluation':
      return `evaluation ${event.evaluation.id}`;
    case 'job':
      return `job ${event.job.id}`;
    case 'backends':
    case 'queue':
    case 'machines':
    case 'settings':
    case 'update':
    case 'speed':
      return event.type;
    case 'run-event':
    case 'runs-listed':
      return undefined;
  }
}

/** What comes many times a second from a run that trains, and is as good a little later. */
const PROGRESS: ReadonlySet<StudioEvent['type']> = new Set(['progress', 'series', 'recorded', 'checkpoints']);

/**
 * One subscriber's events, in order, the newest of each thing only. However slowly it reads, the last that is told of a thing
 * reaches it: of things there are only so many. Lines of logs alone are without an end.
 */
class Subscription {
  readonly #waiting = new Map<string, StudioEvent>();
  /** keys of lines that wait, oldest first */
  readonly #lines = new Set<string>();
  #unkeyed = 0;
  /** keys of what is not mere progress */
  readonly #news = new Set<string>();
  /** whether it was sent something that it has not dealt with */
  #isReading = false;
  /** until when it need not hear of mere progress, by `performance.now()` */
  #progressFrom = 0;
  #wake: (() => void) | undefined;

  push(event: StudioEvent): void {
    const key = keyOf(event) ?? `#${this.#unkeyed++}`;
    this.#waiting.delete(key);
    this.#waiting.set(key, event);
    if (!PROGRESS.has(event.type)) this.#news.add(key);
    if (event.type === 'run-event') this.#keepFewLines(key);
    this.#wake?.();
  }

  #keepFewLines(newest: string): void {
    this.#lines.add(newest);
    if (this.#lines.size <= MOST_LINES) return;
    const [oldest = newest] = this.#lines;
    this.#lines.delete(oldest);
    this.#waiting.delete(oldest);
    this.#news.delete(oldest);
  }

  /** The oldest of what waits. */
  take(most: number): StudioEvent[] {
    const taken: StudioEvent[] = [];
    for (const [key, event] of this.#waiting) {
      if (taken.length === most) break;
      taken.push(event);
      this.#waiting.delete(key);
      this.#lines.delete(key);
      this.#news.delete(key);
    }
    return taken;
  }

  /** That the reader has dealt with what it was sent, and needs not hear of mere progress for so many milliseconds. */
  hear(progressAfter: number): void {
    this.#isReading = false;
    this.#progressFrom = performance.now() + progressAfter;
    this.#wake?.();
  }

  /** Waits until there is something for the reader, and it has dealt with what it has; or until it is over. */
  async due(signal: AbortSignal | undefined): Promise<void> {
    const wake = () => this.#wake?.();
    signal?.addEventListener('abort', wake);
    while (signal?.aborted !== true) {
      const isWanted = !this.#isReading && this.#waiting.size > 0;
      const inMs = this.#news.size > 0 ? 0 : this.#progressFrom - performance.now();
      if (isWanted && inMs <= 0) break;
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (isWanted) timer = setTimeout(resolve, inMs);
      });
      clearTimeout(timer);
    }
    this.#wake = undefined;
    signal?.removeEventListener('abort', wake);
  }

  /** That the reader is sent something, and nothing more until it has dealt with that. */
  send(): void {
    this.#isReading = true;
  }
}

/**
 * Passes on what happens to whoever listens. A subscriber that reads slowly, or leaves, holds nobody up:
 * what it has not read yet is replaced by what is newer.
 */
export class Hub {
  readonly #subscriptions = new Map<number, Subscription>();
  #count = 0;

  publish(event: StudioEvent): void {
    for (const subscription of this.#subscriptions.values()) subscription.push(event);
  }

  /** Events from now on, until the signal is aborted or the reader stops. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<StudioEvent, void, void> {
    for await (const { events } of this.#read(signal, 1)) yield* events;
  }

  /**
   * The same for a reader at the other end of a line, which takes whatever it is sent and keeps it until it is read: it is
   * sent nothing more until it says that it has `heard` that.
   */
  async *follow(signal?: AbortSignal): AsyncGenerator<StudioNews, void, void> {
    const runs = new SentRuns();
    const read = this.#read(signal, MOST_AT_ONCE, (subscription) => subscription.send());
    for await (const { subscription, events } of read) {
      yield { subscription, events: events.map((event) => runs.sent(event)) };
    }
  }

  /** A reader has dealt with what it was sent, and needs not hear of mere progress for so many milliseconds. */
  heard(subscription: number, progressAfter = 0): void {
    this.#subscriptions.get(subscription)?.hear(progressAfter);
  }

  async *#read(
    signal: AbortSignal | undefined,
    most: number,
    beforeSending: (subscription: Subscription) => void = () => {},
  ): AsyncGenerator<{ subscription: number; events: StudioEvent[] }, void, void> {
    const id = this.#count++;
    const subscription = new Subscription();
    this.#subscriptions.set(id, subscription);
    try {
      for (;;) {
        await subscription.due(signal);
        if (signal?.aborted === true) return;
        beforeSending(subscription);
        yield { subscription: id, events: subscription.take(most) };
      }
    } finally {
      this.#subscriptions.delete(id);
    }
  }
}
