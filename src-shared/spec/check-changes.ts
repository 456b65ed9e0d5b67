import { changedRateAt, settingsAt } from '../schedule/changed-rate';
import { followsRun } from './change';
import { number, set, small, warning } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

/** A run whose length is only about known before is not measured to the step. */
const NEARLY_ALL = 0.95;

/** A schedule that was as long as an earlier run, of which this is a longer copy. */
function outlivedSchedule({ optimizer, changes }: RunSpec, total: number): Problem[] {
  const { scheduleSteps } = settingsAt({ optimizer, changes }, total, total);
  const at = changes.findLastIndex((change) => change.step < total && change.scheduleSteps !== undefined);
  if (at === -1 || !followsRun(optimizer.schedule) || scheduleSteps >= NEARLY_ALL * total) return [];
  const rate = changedRateAt({ optimizer, changes }, total, total);
  const without = changes.flatMap(({ step, learningRate }) =>
    learningRate === undefined ? [] : [{ step, learningRate }],
  );
  return [
    warning(
      `changes.${at}.scheduleSteps`,
      `The schedule is over after ${number(scheduleSteps)} of ${number(total)} steps: all others are trained at a learning rate of ${small(rate)}.`,
      set('As long as the run', 'changes', without),
    ),
  ];
}

/**
 * What is doubtful about what a run changes on its way.
 *
 * @param total steps of the run; undefined when its dataset is not known
 */
export function changesProblems(spec: RunSpec, total: number | undefined): Problem[] {
  const { changes, optimizer } = spec;
  const canStretch = followsRun(optimizer.schedule);
  const outlived = total === undefined ? [] : outlivedSchedule(spec, total);
  const each = changes.flatMap(({ step, learningRate, scheduleSteps }, index): Problem[] => {
    const path = `changes.${index}`;
    const remove = set('Remove it', 'changes', changes.toSpliced(index, 1));
    if (learningRate === undefined && scheduleSteps === undefined) {
      return [
        warning(path, 'This says a step but no new learning rate: give one, or remove the change.', remove),
      ];
    }
    if (total !== undefined && step >= total) {
      const message = `This would change after step ${number(step)}, but the run has ${number(total)} steps: change it earlier, or train longer.`;
      return [warning(`${path}.step`, message, remove)];
    }
    if (scheduleSteps !== undefined && !canStretch) {
      const message =
        'The schedule is not as long as the run, so a new length changes nothing: leave it out.';
      const without =
        learningRate === undefined
          ? changes.toSpliced(index, 1)
          : changes.with(index, { step, learningRate });
      return [warning(`${path}.scheduleSteps`, message, set('Leave it out', 'changes', without))];
    }
    return [];
  });
  return [...each, ...outlived];
}
