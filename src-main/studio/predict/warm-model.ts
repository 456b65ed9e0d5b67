import type { PredictJob } from '@shared/contract/engine';
import type { Prediction } from '@shared/contract/prediction';
import type { SpawnEngine } from '../engine-process';
import { EngineSession } from '../engine-session';
import { Refusal } from '../refusal';

type Answer = Pick<Prediction, 'likelihoods' | 'milliseconds'>;

/** An engine that has a checkpoint loaded and waits for pictures. */
export class WarmModel {
  readonly #session: EngineSession;
  readonly #ended: Promise<never>;
  readonly #ready: Promise<void>;
  /** those who wait for an answer, in the order in which they asked */
  readonly #waiting: ((answer: Answer) => void)[] = [];
  isOver = false;

  constructor(spawn: SpawnEngine, job: PredictJob) {
    let onReady = () => {};
    this.#ready = new Promise((resolve) => (onReady = resolve));
    this.#session = new EngineSession(spawn, job, job.compute, (report) => {
      if (report.type === 'predict-ready') onReady();
      else if (report.type === 'predicted') this.#waiting.shift()?.(report);
    });
    this.#ended = this.#session.ended.then((end) => {
      this.isOver = true;
      const why =
        end.type === 'failed' ? end.message : end.type === 'crashed' ? `${end.reason}.` : 'it ended.';
      throw new Refusal(`The model could not be asked: ${why}`);
    });
    // It may well end while nobody waits for it.
    this.#ended.catch(() => {});
  }

  /** Resolves when it can be asked. @throws Refusal when the engine cannot do it */
  async ready(): Promise<void> {
    await Promise.race([this.#ready, this.#ended]);
  }

  /** @throws Refusal when the engine ended */
  async predict(inputs: Uint8Array<ArrayBuffer>): Promise<Answer> {
    await this.ready();
    const answer = new Promise<Answer>((resolve) => this.#waiting.push(resolve));
    this.#session.send({ type: 'predict', inputs });
    return Promise.race([answer, this.#ended]);
  }

  async end(): Promise<void> {
    this.#session.kill();
    await this.#session.ended;
  }
}
