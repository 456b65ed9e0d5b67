import { isDeepStrictEqual } from 'node:util';
import type { SentEvent, StudioEvent } from '@shared/contract/event';
import type { EpochRow, RunSummary } from '@shared/contract/run';
import { isSameEpoch } from '@shared/contract/same-epoch';

/** How many of the first epochs are the same. A run that is resumed, or that goes back, replaces some. */
function sameEpochs(before: readonly EpochRow[], now: readonly EpochRow[]): number {
  const most = Math.min(before.length, now.length);
  let same = 0;
  while (same < most && isSameEpoch(before[same]!, now[same]!)) same++;
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
