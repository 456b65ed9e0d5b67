import type { CheckedDataset } from '@shared/spec/check';
import { modelParameters } from '@shared/model/parameters';
import { describeModel } from '@shared/model/describe';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { findCheckpoint } from './checkpoints';
import type { RunRecord } from './run-record';

const problem = (path: string, message: string): Problem => ({ severity: 'error', path, message, mends: [] });

/** What is wrong with the checkpoint that a spec starts from; undefined when it fits. */
export async function startPositionProblem(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  recordOf: (run: string) => RunRecord | undefined,
): Promise<Problem | undefined> {
  const { start } = spec;
  if (start === undefined) return undefined;
  const parent = recordOf(start.run);
  if (parent === undefined)
    return problem('start.run', `There is no run ${start.run} in this library to start from.`);
  const checkpoint = await findCheckpoint(parent.folder, start.checkpoint);
  if (checkpoint === undefined) {
    return problem(
      'start.checkpoint',
      `${parent.name} has no checkpoint ${start.checkpoint}: choose one from the Checkpoints page.`,
    );
  }
  if (checkpoint.problem !== '') {
    return problem(
      'start.checkpoint',
      `Checkpoint ${start.checkpoint} of ${parent.name} is damaged: ${checkpoint.problem} Choose another.`,
    );
  }
  if (start.mode === 'continue' && checkpoint.document.epoch >= spec.epochs) {
    return problem(
      'epochs',
      `The checkpoint stands after epoch ${checkpoint.document.epoch}: to go on, epochs must be more than that.`,
    );
  }
  const { steps } = spec.stop;
  if (start.mode === 'continue' && steps > 0 && checkpoint.document.step >= steps) {
    return problem(
      'stop.steps',
      `The checkpoint stands after step ${checkpoint.document.step}: to go on, the limit must be more than that.`,
    );
  }
  if (dataset === undefined || describeModel(spec.model.layers, dataset.shape).problem) return undefined;
  const theirs = modelParameters(parent.document.spec.model.layers, parent.document.inputShape);
  const ours = modelParameters(spec.model.layers, dataset.shape);
  const shapeOf = new Map(theirs.map(({ name, shape }) => [name, shape.join(' × ')]));
  const misfit = ours.find(({ name, shape }) => shapeOf.get(name) !== shape.join(' × '));
  if (misfit === undefined) return undefined;
  const arrives = shapeOf.get(misfit.name);
  return problem(
    `model.layers.${misfit.layer}`,
    `Layer ${misfit.layer + 1} does not fit the checkpoint of ${parent.name}: ${misfit.name} is ${arrives ?? 'not there'} in it, but ${misfit.shape.join(' × ')} here. Keep the model as it was.`,
  );
}
