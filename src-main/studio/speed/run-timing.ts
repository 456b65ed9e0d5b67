import type { TimeRunJob } from '@shared/contract/engine';
import type { RunTiming } from '@shared/contract/speed';
import type { SpawnEngine } from '../engine-process';
import { EngineSession } from '../engine-session';
import { Refusal } from '../refusal';

/** Times a spec that somebody is about to train: one at a time, and training goes before. */
export class RunTimer {
  #current: { session: EngineSession; why: string } | undefined;

  constructor(readonly spawn: SpawnEngine) {}

  /**
   * @param signal ends it when nobody waits for it any more
   * @throws Refusal when another one is timed, it was ended, or the engine cannot do it
   */
  async time(job: TimeRunJob, signal: AbortSignal | undefined): Promise<RunTiming> {
    if (this.#current) throw new Refusal('Another run is being timed: try again in a few seconds.');
    const session = new EngineSession(this.spawn, job, job.compute, () => {});
    const current = { session, why: '' };
    this.#current = current;
    const stop = () => session.kill();
    signal?.addEventListener('abort', stop);
    try {
      const end = await session.ended;
      if (end.type === 'done' && end.result.type === 'time-run') {
        const { threads } = job.compute;
        return { ...end.result.timing, threads, at: new Date().toISOString() };
      }
      const why = end.type === 'failed' ? end.message : end.type === 'crashed' ? `${end.reason}.` : '';
      throw new Refusal(current.why || `It could not be timed: ${why}`);
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
