import { followsRun } from './change';
import { number, set, warning } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

/**
 * What is doubtful about what a run changes on its way.
 *
 * @param total steps of the run; undefined when its dataset is not known
 */
export function changesProblems(spec: RunSpec, total: number | undefined): Problem[] {
  const { changes, optimizer } = spec;
  const canStretch = followsRun(optimizer.schedule);
  return changes.flatMap(({ step, learningRate, scheduleSteps }, index): Problem[] => {
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
}
