import { isDeepStrictEqual } from 'node:util';
import type { SentEvent, StudioEvent } from '@shared/contract/event';
import type { EpochRow, RunSummary } from '@shared/contract/run';

const isSameRow = (one: EpochRow, other: EpochRow | undefined): boolean =>
  one === other || isDeepStrictEqual(one, other);

/** How many of the first epochs are the same. A run that is resumed, or that goes back, replaces some. */
function sameEpochs(before: readonly EpochRow[], now: readonly EpochRow[]): number {
  let same = Math.min(before.length, now.length);
  // They only ever change from some epoch on, so what is equal at the end is equal before it.
  while (same > 0 && !isSameRow(now[same - 1]!, before[same - 1])) same--;
  return same;
}

/**
 * What one reader was sent of each run, so that it is sent of its epochs only those that it does not have: a quick run ends
 * several a second, and comes to have thousands. `heardRuns` puts them together again.
 */
export class SentRuns {
  readonly #sent = new Map<string, Pick<RunSummary, 'spec' | 'epochs'>>();

  /** An event as it goes to that reader, which gets all events in this order. */
  sent(event: StudioEvent): SentEvent {
    if (event.type === 'run-removed') this.#sent.delete(event.run);
    if (event.type !== 'run') return event;
    const { spec, epochs, ...rest } = event.run;
    const before = this.#sent.get(rest.id);
    this.#sent.set(rest.id, { spec, epochs });
    if (before === undefined || !isDeepStrictEqual(before.spec, spec)) return event;
    const same = sameEpochs(before.epochs, epochs);
    return { type: 'run-grown', run: rest, same, epochs: epochs.slice(same) };
  }
}
