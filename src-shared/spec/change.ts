import { settingsAt } from '../schedule/changed-rate';
import type { SpecChange } from './changes';
import type { RunSpec } from './run-spec';
import type { Schedule } from './schedule';
import { totalStepsOf } from './steps';

/** What somebody wants otherwise of a run that was begun. */
export interface WantedChange {
  /** the optimizer's own, which the schedule is a share of */
  learningRate?: number | undefined;
  epochs?: number | undefined;
  /** what becomes of a schedule that is as long as the run: as long as the new one, or as it was */
  schedule: 'stretch' | 'keep';
}

/** Where a run stands when it is changed. */
export interface ChangeAt {
  step: number;
  stepsPerEpoch: number;
  /** see `stepsOfOthers`; left out: none */
  ofOthers?: number;
}

/** Whether a schedule is as long as the run. */
export const followsRun = (schedule: Schedule): boolean =>
  ['linear', 'cosine', 'warmup-cosine', 'one-cycle'].includes(schedule.name) &&
  !('steps' in schedule && schedule.steps !== undefined);

function merged(changes: readonly SpecChange[], added: SpecChange): SpecChange[] {
  const same = changes.find(({ step }) => step === added.step);
  const others = changes.filter(({ step }) => step !== added.step);
  return [...others, { ...same, ...added }].toSorted((a, b) => a.step - b.step);
}

/** What lay ahead, from before a run went back to an earlier checkpoint, gives way to what is wanted now. */
function withoutLater(changes: readonly SpecChange[], at: number, now: SpecChange): SpecChange[] {
  return changes.flatMap((change) => {
    if (change.step <= at) return [change];
    const { step, learningRate, scheduleSteps } = change;
    const kept: SpecChange = {
      step,
      ...(learningRate !== undefined && now.learningRate === undefined ? { learningRate } : {}),
      ...(scheduleSteps !== undefined && now.scheduleSteps === undefined ? { scheduleSteps } : {}),
    };
    return Object.keys(kept).length > 1 ? [kept] : [];
  });
}

/**
 * The spec from a step of its run on. Everything before that step is as it was: where the length of the run
 * decided the learning rate, the length that it had then is written down.
 */
export function changedSpec(spec: RunSpec, wanted: WantedChange, at: ChangeAt): RunSpec {
  const { step, stepsPerEpoch, ofOthers } = at;
  const totalSteps = totalStepsOf(spec, stepsPerEpoch, ofOthers);
  const before = settingsAt(spec, step + 1, totalSteps);
  const epochs = wanted.epochs ?? spec.epochs;
  const change: SpecChange = { step };
  if (wanted.learningRate !== undefined && wanted.learningRate !== before.learningRate) {
    change.learningRate = wanted.learningRate;
  }
  let { changes } = spec;
  if (epochs !== spec.epochs && followsRun(spec.optimizer.schedule)) {
    const isPinned = changes[0]?.step === 0 && changes[0].scheduleSteps !== undefined;
    if (!isPinned) changes = merged(changes, { step: 0, scheduleSteps: totalSteps });
    change.scheduleSteps =
      wanted.schedule === 'stretch'
        ? totalStepsOf({ ...spec, epochs }, stepsPerEpoch, ofOthers)
        : before.scheduleSteps;
  }
  if (Object.keys(change).length === 1) return { ...spec, epochs, changes };
  return { ...spec, epochs, changes: merged(withoutLater(changes, step, change), change) };
}
