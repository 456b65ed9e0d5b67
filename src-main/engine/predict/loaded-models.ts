import type { TargetScale } from '@shared/contract/checkpoint';
import { LOADED_CHECKPOINTS } from '@shared/contract/prediction';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import type { NamedArray } from '../checkpoint/safetensors';
import type { StepRunner } from '../train/step-runner';

/** A checkpoint that can be asked. */
export interface LoadedModel {
  runner: StepRunner;
  /** as the checkpoint has them */
  arrays: readonly NamedArray[];
  /** how its values are scaled; null where it tells classes */
  scale: TargetScale | null;
}

/**
 * The checkpoints of one run that were asked last. A runner is made once for each place: another checkpoint only brings
 * other weights into it.
 */
export class LoadedModels {
  /** by their folders, the one that was asked last at the end */
  readonly #models = new Map<string, LoadedModel>();

  constructor(
    readonly makeRunner: () => StepRunner,
    readonly most = LOADED_CHECKPOINTS,
  ) {}

  /** @throws CheckpointError when it is damaged */
  async get(folder: string): Promise<LoadedModel> {
    const model = this.#models.get(folder) ?? (await this.#load(folder));
    this.#models.delete(folder);
    this.#models.set(folder, model);
    return model;
  }

  async #load(folder: string): Promise<LoadedModel> {
    const { model: arrays, position } = await readCheckpoint(folder);
    const [oldest] = this.#models;
    const isFull = this.#models.size >= this.most;
    const runner = isFull && oldest ? oldest[1].runner : this.makeRunner();
    runner.loadWeights(arrays);
    if (isFull && oldest) this.#models.delete(oldest[0]);
    return { runner, arrays, scale: position.targetScale ?? null };
  }

  dispose(): void {
    for (const { runner } of this.#models.values()) runner.dispose();
    this.#models.clear();
  }
}
