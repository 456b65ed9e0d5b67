import type { StudioClient } from '@shared/contract/client';
import type { StudioEvent } from '@shared/contract/event';
import { hearEvents } from '@shared/contract/hear-events';

/** Events of the studio from one moment on, none of them missed. */
export interface StudioEvents {
  /** The next event, oldest first; undefined when the line to the studio ended. */
  next(): Promise<StudioEvent | undefined>;
  end(): Promise<void>;
}

/** Subscribes now, not when the first event is asked for. */
export async function subscribe(client: StudioClient): Promise<StudioEvents> {
  const ending = new AbortController();
  const news = await hearEvents(client, ending.signal);
  const waiting: StudioEvent[] = [];
  let asked: Promise<void> = Promise.resolve();
  const ask = async () => {
    if (waiting.length > 0) return;
    try {
      const { value } = await news.next();
      if (value) waiting.push(...value);
    } catch {
      // The studio closed, or the line to it did: told to who asks next.
    }
  };
  return {
    next: async () => {
      asked = asked.then(ask);
      await asked;
      return waiting.shift();
    },
    end: async () => {
      // The iterator's own `return` would wait for an event that may never come.
      ending.abort();
      await asked;
    },
  };
}
