import type { PredictJob } from '@shared/contract/engine-job';
import { LOADED_CHECKPOINTS, type PredictAsk, type PredictReply } from '@shared/contract/prediction';
import type { SpawnEngine } from '../engine-process';
import { EngineSession } from '../engine-session';
import { Refusal } from '../refusal';

/** An engine that has checkpoints of one run loaded and waits for questions. */
export class WarmModel {
  readonly #session: EngineSession;
  readonly #ended: Promise<never>;
  readonly #waiting = new Map<number, (reply: PredictReply) => void>();
  #asked = 0;
  /** folders of those that the engine has loaded, as it keeps them: the one that was asked last at the end */
  #loaded: string[] = [];
  isOver = false;

  constructor(spawn: SpawnEngine, job: PredictJob) {
    this.#session = new EngineSession(spawn, job, job.compute, (report) => {
      if (report.type !== 'predicted') return;
      this.#waiting.get(report.id)?.(report.reply);
      this.#waiting.delete(report.id);
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

  /** Whether nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Whether a checkpoint can be asked without being read. */
  has(checkpointFolder: string): boolean {
    return this.#loaded.includes(checkpointFolder);
  }

  /** @throws Refusal when the engine ended */
  async ask(checkpointFolder: string, ask: PredictAsk): Promise<PredictReply> {
    await Promise.race([this.#session.started, this.#ended]);
    const id = this.#asked++;
    const reply = new Promise<PredictReply>((resolve) => this.#waiting.set(id, resolve));
    this.#session.send({ type: 'predict', id, checkpointFolder, ask });
    const its = await Promise.race([reply, this.#ended]);
    if (ask.type !== 'prepare' && its.type !== 'refused') {
      const others = this.#loaded.filter((folder) => folder !== checkpointFolder);
      this.#loaded = [...others, checkpointFolder].slice(-LOADED_CHECKPOINTS);
    }
    return its;
  }

  async end(): Promise<void> {
    this.#session.kill();
    await this.#session.ended;
  }
}
