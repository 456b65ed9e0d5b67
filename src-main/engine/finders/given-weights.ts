import type { FindRateJob } from '@shared/contract/engine-job';
import type { TargetScale } from '@shared/contract/checkpoint';
import { modelParameters } from '@shared/model/parameters';
import type { Shape } from '@shared/model/shape';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import { beginWeights } from '../train/begin-weights';
import { foreignWeights } from '../train/foreign-weights';
import type { StepRunner } from '../train/step-runner';

/** What a run that is tried out begins with, beside what its seed draws. */
export interface GivenWeights {
  /** the one that the weights were trained with; undefined: that of the data */
  targetScale: TargetScale | undefined;
  load(runner: StepRunner, inputShape: Shape): Promise<void>;
}

/**
 * The weights that a run would begin with: those of a checkpoint, or of a file.
 *
 * @returns undefined where it begins with fresh ones
 * @throws CheckpointError when they cannot be read
 */
export async function givenWeights({ spec, weightsOf }: FindRateJob): Promise<GivenWeights | undefined> {
  if (weightsOf === undefined) return undefined;
  if (weightsOf.kind === 'file') {
    const { path } = weightsOf;
    return {
      targetScale: undefined,
      async load(runner, inputShape) {
        const { arrays } = await foreignWeights(path, spec, inputShape, runner.weights());
        runner.loadWeights(arrays);
      },
    };
  }
  const { model, position } = await readCheckpoint(weightsOf.folder);
  return {
    targetScale: position.targetScale,
    async load(runner, inputShape) {
      const parameters = modelParameters(spec.model.layers, inputShape);
      const { arrays } = beginWeights(parameters, runner.weights(), model, spec.start?.fit ?? 'exact');
      runner.loadWeights(arrays);
    },
  };
}
