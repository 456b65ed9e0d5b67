import { dirname, join } from 'node:path';
import type { TrainJob } from '@shared/contract/engine-job';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { modelParameters } from '@shared/model/parameters';
import type { Shape } from '@shared/model/shape';
import { takeOver, takeOverWords } from '@shared/model/take-over';
import { readCheckpoint, type ReadCheckpoint } from '../checkpoint/read-checkpoint';
import { beginWeights } from '../train/begin-weights';
import type { KnownState } from '../train/find-bad-step';
import { foreignWeights } from '../train/foreign-weights';
import { initialState } from '../train/initial-state';
import { initialModel, type RunnerOptions } from '../train/make-runner';
import { startingPosition } from '../train/starting-position';
import type { StepRunner } from '../train/step-runner';
import { stateOf } from '../train/watched-runner';

/** Loads what a file from elsewhere has of a run's arrays. @returns what was taken over, in words */
export async function loadForeign(
  runner: StepRunner,
  { spec, runFolder }: TrainJob,
  inputShape: Shape,
): Promise<string | undefined> {
  if (spec.weights === undefined) return undefined;
  const { arrays, words } = await foreignWeights(
    join(runFolder, OWN_WEIGHTS),
    spec,
    inputShape,
    runner.weights(),
  );
  runner.loadWeights(arrays);
  return `Begins with the weights of ${spec.weights.name}. ${words}`;
}

/** Where a run began that has no checkpoint to go back to. */
export async function beginningOf(
  job: TrainJob,
  options: RunnerOptions,
  runner: StepRunner,
): Promise<KnownState> {
  const { start } = job.spec;
  const fresh = initialState(job.spec, initialModel(options));
  runner.loadWeights(fresh.model);
  runner.loadOptimizerState(fresh.optimizer);
  const folder = start && join(dirname(job.runFolder), start.run, 'checkpoints', start.checkpoint);
  const begin =
    start && folder
      ? { checkpointFolder: folder, mode: start.mode, fit: start.fit, isOwn: false, older: [] }
      : null;
  const first = { ...job, begin };
  const from = first.begin ? await readCheckpoint(first.begin.checkpointFolder) : undefined;
  loadCheckpoint(runner, first, options.inputShape, from);
  await loadForeign(runner, job, options.inputShape);
  return { ...stateOf(runner), position: startingPosition(first, from) };
}

/** Loads what a run takes over of the checkpoint that it begins with; nothing where there is none. */
export function loadCheckpoint(
  runner: StepRunner,
  job: TrainJob,
  inputShape: Shape,
  from: ReadCheckpoint | undefined,
): void {
  if (from === undefined) return;
  if (job.begin?.mode !== 'continue') {
    const parameters = modelParameters(job.spec.model.layers, inputShape);
    const { arrays } = beginWeights(parameters, runner.weights(), from.model, job.begin?.fit ?? 'exact');
    return runner.loadWeights(arrays);
  }
  runner.loadWeights(from.model);
  runner.loadOptimizerState(from.optimizer);
}

/** What a run that begins anew took over of a checkpoint, in a sentence or two. */
export function begunWords(
  { begin, spec }: TrainJob,
  inputShape: Shape,
  from: ReadCheckpoint,
): string | undefined {
  if (begin?.mode !== 'weights') return undefined;
  const { layers } = spec.model;
  const taken = takeOver(modelParameters(layers, inputShape), from.model, begin.fit);
  return `Begins with the weights of checkpoint ${from.document.id} of run ${from.document.run}. ${takeOverWords(layers, taken)}`;
}
