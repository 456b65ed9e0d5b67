import type { EngineResult } from '@shared/contract/engine';
import type { FindRateJob, TimeRunJob } from '@shared/contract/engine-job';
import type { RateRange } from '@shared/contract/finders';
import type { RunTiming } from '@shared/contract/speed';
import type { SpawnEngine } from '../engine-process';
import { EngineSession } from '../engine-session';
import { Refusal } from '../refusal';

/** It was ended because a run was started, which goes before. */
export class GaveWay extends Refusal {}

/** Tries a spec out that somebody is about to train: one at a time, and training goes before. */
export class RunTimer {
  #current: { session: EngineSession; why: string } | undefined;

  constructor(readonly spawn: SpawnEngine) {}

  /**
   * How long it takes.
   *
   * @param signal ends it when nobody waits for it any more
   * @throws Refusal when another one is tried, it was ended, or the engine cannot do it
   */
  async time(job: TimeRunJob, signal: AbortSignal | undefined): Promise<RunTiming> {
    const result = await this.#perform(job, signal);
    if (result.type !== 'time-run') throw new Refusal('It could not be timed.');
    return { ...result.timing, threads: job.compute.threads, at: new Date().toISOString() };
  }

  /** What becomes of its loss while its learning rate rises. As `time`. */
  async findRate(job: FindRateJob, signal: AbortSignal | undefined): Promise<RateRange> {
    const result = await this.#perform(job, signal);
    if (result.type !== 'find-rate') throw new Refusal('Its learning rate could not be looked for.');
    return result.range;
  }

  async #perform(job: TimeRunJob | FindRateJob, signal: AbortSignal | undefined): Promise<EngineResult> {
    if (this.#current) throw new Refusal('Another run is being tried out: try again in a few seconds.');
    const session = new EngineSession(this.spawn, job, job.compute, () => {});
    const current = { session, why: '' };
    this.#current = current;
    const stop = () => session.kill();
    signal?.addEventListener('abort', stop);
    try {
      const end = await session.ended;
      if (end.type === 'done') return end.result;
      const why = end.type === 'failed' ? end.message : `${end.reason}.`;
      if (current.why !== '') throw new GaveWay(current.why);
      throw new Refusal(`It could not be tried out: ${why}`);
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#current = undefined;
    }
  }

  /** Ends what is timed, and resolves when its engine has ended. */
  async giveWay(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    current.why = 'A run was started, which goes before: measure again when nothing trains.';
    current.session.kill();
    await current.session.ended;
  }
}
