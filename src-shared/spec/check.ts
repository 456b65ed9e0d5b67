import type { MachineMemory } from '../model/fit-memory';
import { memoryProblems } from './check-memory';
import { modelProblems } from './check-model';
import { trainingProblems } from './check-training';
import { error, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

export type { CheckedDataset } from './check-words';

/**
 * Everything that is wrong or doubtful about a well-formed spec, errors first.
 *
 * @param dataset what the spec's dataset is like; undefined when it is not known (an error of its own)
 * @param machine where it would be trained; left out where that is not known
 * @param theirs steps of an epoch of the run that it goes on from; see `stepsOf`
 */
export function checkSpec(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  machine?: MachineMemory,
  theirs = 0,
): Problem[] {
  const problems = dataset
    ? modelProblems(spec, dataset)
    : [
        error(
          'data.dataset',
          `There is no dataset called "${spec.data.dataset}" in this library: choose one from the Data page or \`data list\`.`,
        ),
      ];
  problems.push(...trainingProblems(spec, dataset, theirs), ...memoryProblems(spec, dataset, machine));
  const rank = { error: 0, warning: 1 };
  return problems.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');
