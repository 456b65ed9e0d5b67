import type { StudioClient } from '@shared/contract/client';
import type { StudioEvent } from '@shared/contract/event';

/** Events of the studio from one moment on, none of them missed. */
export interface StudioEvents {
  /** The next event, oldest first; undefined when the line to the studio ended. */
  next(): Promise<StudioEvent | undefined>;
  end(): Promise<void>;
}

/** Subscribes now, not when the first event is asked for. */
export async function subscribe(client: StudioClient): Promise<StudioEvents> {
  const ending = new AbortController();
  const iterator = await client.studio.events(undefined, { signal: ending.signal });
  const waiting: (StudioEvent | undefined)[] = [];
  let wake: (() => void) | undefined;
  const put = (event: StudioEvent | undefined) => {
    waiting.push(event);
    wake?.();
  };
  const pump = async () => {
    try {
      for await (const event of iterator) put(event);
    } catch {
      // The studio closed, or the line to it did: told to who asks next.
    }
    put(undefined);
  };
  const pumped = pump();
  return {
    next: async () => {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      // The end stays in place, for who asks again.
      return waiting.length === 1 && waiting[0] === undefined ? undefined : waiting.shift();
    },
    end: async () => {
      // The iterator's own `return` would wait for an event that may never come.
      ending.abort();
      await pumped;
    },
  };
}
