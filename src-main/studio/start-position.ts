import type { CheckedDataset } from '@shared/spec/check';
import { describeModel } from '@shared/model/describe';
import { weightsProblems } from '@shared/spec/check-weights';
import { startProblems } from '@shared/spec/check-start';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { BroughtWeightsStore } from './brought-weights';
import { findCheckpoint } from './checkpoints';
import type { RunRecord } from './run-record';

const problem = (path: string, message: string): Problem[] => [
  { severity: 'error', path, message, mends: [] },
];

/** What is wrong or doubtful about the file that a spec begins with. */
export async function broughtWeightsProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  weights: Pick<BroughtWeightsStore, 'find'>,
): Promise<Problem[]> {
  if (spec.weights === undefined) return [];
  if (spec.start !== undefined) {
    return problem('weights', 'A run begins with a checkpoint or with a file, not with both: take one away.');
  }
  const file = await weights.find(spec.weights.file);
  if (file === undefined) {
    return problem(
      'weights.file',
      `${spec.weights.name} is not in this library: bring the file in again, or begin with fresh weights.`,
    );
  }
  if (dataset === undefined || describeModel(spec.model.layers, dataset.shape).problem) return [];
  return weightsProblems(spec, dataset.shape, file);
}

/** What is wrong or doubtful about the checkpoint that a spec starts from. */
export async function startPositionProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  recordOf: (run: string) => RunRecord | undefined,
): Promise<Problem[]> {
  const { start } = spec;
  if (start === undefined) return [];
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
  if (dataset === undefined || describeModel(spec.model.layers, dataset.shape).problem) return [];
  const { name, document } = parent;
  return startProblems(spec, dataset.shape, { name, spec: document.spec, inputShape: document.inputShape });
}
