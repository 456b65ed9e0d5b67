import type { StudioClient } from './client';
import type { StudioEvent } from './event';
import { heardRuns } from './heard-runs';

/** The part of a client that is needed: a page's client and a terminal's have it alike. */
type EventsOf = { studio: Pick<StudioClient['studio'], 'events' | 'heard'> };

/**
 * Subscribes to what happens in a studio. However much happens, only so much comes as the reader deals with: the next piece
 * is asked for when it comes back for it, and holds of each thing the newest only.
 *
 * @param signal ends it
 * @param progressAfter asked each time: for how many milliseconds it needs not hear how far runs are
 * @returns what happens from now on, until the line to the studio ends; rejects when that breaks
 */
export async function hearEvents(
  client: EventsOf,
  signal?: AbortSignal,
  progressAfter: () => number = () => 0,
): Promise<AsyncGenerator<readonly StudioEvent[], void, void>> {
  const news = await client.studio.events(undefined, { signal });
  const whole = heardRuns();
  return (async function* () {
    for await (const { subscription, events } of news) {
      yield events.map(whole).filter((event) => event !== undefined);
      await client.studio.heard({ subscription, progressAfter: progressAfter() });
    }
  })();
}
