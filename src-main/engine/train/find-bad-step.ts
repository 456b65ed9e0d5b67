import type { TrainingPosition } from '../checkpoint/training-position';
import { examineStep, type Culprit, type ExaminedModel } from './examine-step';
import { NonFiniteError } from './non-finite-error';
import { train } from './training-loop';
import type { LoopInput, LoopObserver } from './loop-input';
import { FirstBadStep, SpoiledBefore, WatchedRunner, type RunnerState } from './watched-runner';

/** The first step that spoiled something, and what it spoiled first. */
export interface BadStep {
  step: number;
  /** counted from 1 */
  epoch: number;
  /** in its epoch, counted from 1 */
  batch: number;
  /** indices into the dataset's training split */
  samples: number[];
  loss: number;
  learningRate: number;
  culprit: Culprit | undefined;
}

/** Where to go back to. */
export interface KnownState extends RunnerState {
  position: TrainingPosition;
}

/** A step that spoils the weights shows in its own loss or in that of the next. */
const USUAL_DELAY = 1;

/** The very loop, which does the same again since nothing in it is left to chance, but tells and saves nothing. */
const silent = (stopRequested: () => boolean): LoopObserver => ({
  phase: () => {},
  steps: () => {},
  epoch: () => {},
  note: () => {},
  save: async () => {},
  stopRequested,
  changedSpec: async () => undefined,
  stopAfterEpochRequested: () => false,
});

/**
 * Replays a run from a known state up to the first step that spoils something, and names it.
 *
 * @param examined how to take that step once more, op by op
 * @returns undefined when no such step comes up to where it was noticed, or when it was asked to stop
 */
export async function findBadStep(
  input: LoopInput,
  from: KnownState,
  noticed: NonFiniteError,
  examined: ExaminedModel,
  stopRequested: () => boolean,
): Promise<BadStep | undefined> {
  const watchFrom = noticed.noticedIn === 'loss' ? noticed.step - USUAL_DELAY : 0;
  for (const first of new Set([watchFrom, 0])) {
    const position = structuredClone(from.position);
    const runner = new WatchedRunner(input.runner, first);
    runner.loadWeights(from.model);
    runner.loadOptimizerState(from.optimizer);
    // What happens after the step at which it was noticed tells nothing.
    const isOver = () => stopRequested() || position.step >= noticed.step;
    try {
      await train({ ...input, runner, position }, silent(isOver));
      return undefined;
    } catch (error) {
      if (error instanceof FirstBadStep) return describe(position, error, examined);
      // The weights are still numbers, but what they make of the validation samples is none.
      if (error instanceof NonFiniteError) return undefined;
      if (!(error instanceof SpoiledBefore)) throw error;
    }
  }
  return undefined;
}

/** @param position before the step */
function describe(
  position: TrainingPosition,
  { batches, loss, before, array }: FirstBadStep,
  examined: ExaminedModel,
): BadStep {
  const culprit = examineStep(examined, before.model, batches);
  return {
    step: batches.firstStep,
    epoch: position.epoch + 1,
    batch: position.stepInEpoch + 1,
    samples: [...(batches.origins ?? batches.indices)],
    loss,
    learningRate: batches.learningRates[0]!,
    culprit: culprit ?? (array === undefined ? undefined : { in: 'update', array }),
  };
}
