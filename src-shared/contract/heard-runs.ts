import type { SentEvent, StudioEvent } from './event';
import type { RunSummary } from './run';

/**
 * Puts together again what a studio tells one reader of its runs: of a run that the reader knows, only new epochs come.
 *
 * @returns what takes every event that comes, in order, and gives it whole; undefined for one of a run that it does not know
 */
export function heardRuns(): (event: SentEvent) => StudioEvent | undefined {
  const known = new Map<string, Pick<RunSummary, 'spec' | 'epochs'>>();
  const whole = (event: SentEvent): StudioEvent | undefined => {
    if (event.type !== 'run-grown') return event;
    const before = known.get(event.run.id);
    if (before === undefined) return undefined;
    const epochs =
      event.same === before.epochs.length && event.epochs.length === 0
        ? before.epochs
        : [...before.epochs.slice(0, event.same), ...event.epochs];
    return { type: 'run', run: { ...event.run, spec: before.spec, epochs } };
  };
  return (sent) => {
    const event = whole(sent);
    if (event?.type === 'run') known.set(event.run.id, event.run);
    else if (event?.type === 'run-removed') known.delete(event.run);
    return event;
  };
}
