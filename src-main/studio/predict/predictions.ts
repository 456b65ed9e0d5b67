import type { AskedCheckpoint, Prediction } from '@shared/contract/prediction';
import { targetOf } from '@shared/data/target-of';
import { sizeOf } from '@shared/model/shape';
import type { Backends } from '../backends';
import { chosenCheckpoint } from '../chosen-checkpoint';
import type { SpawnEngine } from '../engine-process';
import { Refusal } from '../refusal';
import type { RunRecord } from '../run-record';
import type { Runs } from '../runs';
import { WarmModel } from './warm-model';

/** An engine that nobody asks anything for so long gives its memory back. */
const IDLE_MS = 120_000;

/** @throws Refusal where a run takes no pictures, or tells no classes */
function refuseOthers({ name, document }: RunRecord): void {
  const { inputShape } = document;
  if (inputShape.length !== 3 || targetOf(document).type !== 'classes') {
    throw Refusal.of(
      'run',
      `${name} does not tell pictures apart: only such models can be tried out so far.`,
    );
  }
}

/** Checkpoints that are tried out: the one that was asked last is kept ready in an engine of its own. */
export class Predictions {
  #current: { key: string; model: WarmModel } | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** one change of the model after the other */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly runs: Runs,
    readonly backends: Backends,
    readonly spawn: SpawnEngine,
  ) {}

  /** Loads a checkpoint, so that the first answer comes at once. @throws Refusal, NotFound */
  async prepare(asked: AskedCheckpoint): Promise<{ checkpoint: string }> {
    const { id, model } = await this.#warm(asked);
    await model.ready();
    return { checkpoint: id };
  }

  /**
   * @param inputs bytes of one picture, in the shape that the run was trained on
   * @throws Refusal, NotFound
   */
  async predict(asked: AskedCheckpoint, inputs: Uint8Array<ArrayBuffer>): Promise<Prediction> {
    const { inputShape } = this.runs.record(asked.run).document;
    if (inputs.length !== sizeOf(inputShape)) {
      throw Refusal.of('picture', `A picture of ${inputShape.join(' × ')} values is needed.`);
    }
    const { id, model } = await this.#warm(asked);
    return { checkpoint: id, ...(await model.predict(inputs)) };
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const current = this.#current;
    this.#current = undefined;
    await current?.model.end();
  }

  #warm(asked: AskedCheckpoint): Promise<{ id: string; model: WarmModel }> {
    const warm = this.#changing.then(() => this.#modelFor(asked));
    this.#changing = warm.catch(() => {});
    return warm;
  }

  async #modelFor({ run, checkpoint }: AskedCheckpoint): Promise<{ id: string; model: WarmModel }> {
    const record = this.runs.record(run);
    refuseOthers(record);
    const { document, folder } = await chosenCheckpoint(record, checkpoint);
    const key = `${run}/${document.id}`;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    this.#idle.unref();
    if (this.#current?.key === key && !this.#current.model.isOver) {
      return { id: document.id, model: this.#current.model };
    }
    await this.#current?.model.end();
    this.#current = undefined;
    const { spec, inputShape, numerics } = record.document;
    const compute = await this.backends.choose(numerics?.backend ?? 'auto', spec.precision);
    const release = await this.runs.keeper.hold(record, document.id);
    if (release === undefined) {
      throw Refusal.of('checkpoint', `Checkpoint ${document.id} of ${record.name} has just been removed.`);
    }
    const model = new WarmModel(this.spawn, {
      type: 'predict',
      checkpointFolder: folder,
      spec,
      inputShape: [...inputShape],
      // One picture is little work, and what trains goes on beside it.
      compute: { ...compute, threads: 1 },
    });
    void model.ready().then(release, release);
    this.#current = { key, model };
    return { id: document.id, model };
  }
}
