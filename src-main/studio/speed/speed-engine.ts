import type { Precision } from '@shared/contract/backend';
import type { SpeedJob } from '@shared/contract/engine-job';
import type { ModelKind, SpeedSetting } from '@shared/contract/speed';
import type { SpawnEngine } from '../engine-process';
import { EngineSession } from '../engine-session';

/** An engine that times one kind of model with one setting, in turns. */
export class SpeedEngine {
  readonly #session: EngineSession;
  readonly #ended: Promise<never>;
  #answer: (milliseconds: number) => void = () => {};
  readonly #ready: Promise<number>;

  constructor(
    spawn: SpawnEngine,
    kind: ModelKind,
    readonly setting: SpeedSetting,
    readonly precisions: readonly Precision[],
  ) {
    const compute = { backend: 'cpu', precision: 'float32', ...setting } as const;
    const job: SpeedJob = { type: 'speed', compute, kind, precisions: [...precisions] };
    this.#ready = this.#nextAnswer();
    this.#session = new EngineSession(spawn, job, compute, (report) => {
      if (report.type === 'speed-ready') this.#answer(0);
      if (report.type === 'speed-turn') this.#answer(report.milliseconds);
    });
    this.#ended = this.#session.ended.then((end) => {
      throw new Error(end.type === 'failed' ? end.message : end.type === 'crashed' ? end.reason : 'it ended');
    });
    // It may well end while nobody waits for it.
    this.#ended.catch(() => {});
  }

  #nextAnswer(): Promise<number> {
    return new Promise((resolve) => (this.#answer = resolve));
  }

  /**
   * Resolves when its steps are compiled and warm.
   *
   * @throws when the engine cannot do it
   */
  async ready(): Promise<void> {
    await Promise.race([this.#ready, this.#ended]);
  }

  /**
   * Trains for so long, or for one step.
   *
   * @returns milliseconds of one step
   * @throws when the engine ended
   */
  turn(precision: Precision, milliseconds: number): Promise<number> {
    const answer = this.#nextAnswer();
    this.#session.send({ type: 'speed-turn', precision, milliseconds });
    return Promise.race([answer, this.#ended]);
  }

  /** Ends the engine; resolves when it has ended. */
  async end(): Promise<void> {
    this.#session.kill();
    await this.#session.ended;
  }
}
