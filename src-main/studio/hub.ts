import type { StudioEvent } from '@shared/contract/event';

/** What a slow subscriber may have waiting before the oldest log lines are dropped. */
const MAX_WAITING = 2000;

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
    case 'sweep':
      return `sweep ${event.sweep.id}`;
    case 'job':
      return `job ${event.job.id}`;
    case 'backends':
    case 'queue':
    case 'machines':
      return event.type;
    default:
      return undefined;
  }
}

/** One subscriber's events, in order, the newest of each thing only. */
class Subscription {
  readonly #waiting = new Map<string, StudioEvent>();
  #unkeyed = 0;
  #wake: (() => void) | undefined;

  push(event: StudioEvent): void {
    const key = keyOf(event) ?? `#${this.#unkeyed++}`;
    this.#waiting.delete(key);
    this.#waiting.set(key, event);
    if (this.#waiting.size > MAX_WAITING) {
      const oldest = this.#waiting.keys().next().value;
      if (oldest !== undefined) this.#waiting.delete(oldest);
    }
    this.#wake?.();
  }

  async *events(signal: AbortSignal | undefined): AsyncGenerator<StudioEvent, void, void> {
    const wake = () => this.#wake?.();
    signal?.addEventListener('abort', wake);
    try {
      while (signal?.aborted !== true) {
        const next = this.#waiting.entries().next();
        if (!next.done) {
          this.#waiting.delete(next.value[0]);
          yield next.value[1];
          continue;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }
}

/**
 * Passes on what happens to whoever listens. A subscriber that reads slowly, or leaves, holds nobody up:
 * what it has not read yet is replaced by what is newer.
 */
export class Hub {
  readonly #subscriptions = new Set<Subscription>();

  publish(event: StudioEvent): void {
    for (const subscription of this.#subscriptions) subscription.push(event);
  }

  /** Events from now on, until the signal is aborted or the reader stops. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<StudioEvent, void, void> {
    const subscription = new Subscription();
    this.#subscriptions.add(subscription);
    try {
      yield* subscription.events(signal);
    } finally {
      this.#subscriptions.delete(subscription);
    }
  }
}
