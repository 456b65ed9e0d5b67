import type { RunSummary } from '@shared/contract/run';
import type { Runs } from './runs/runs';

/** Starts runs that somebody may ask for twice, because the first answer was lost on its way. */
export class StartsOnce {
  readonly #underWay = new Map<string, Promise<RunSummary>>();

  constructor(readonly runs: Runs) {}

  /** @param key names this one start: the run that came of it is the answer each time that it is asked for again */
  create(spec: unknown, key: string | undefined): Promise<RunSummary> {
    if (key === undefined) return this.runs.maker.create(spec);
    const made = this.runs.store.all().findLast((record) => record.startKey === key);
    if (made !== undefined) return this.runs.get(made.id);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const starting = this.runs.maker
      .create(spec, { startKey: key })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, starting);
    return starting;
  }
}
