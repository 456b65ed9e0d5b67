import { set, warning } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

/** What is doubtful about what a run does when its numbers blow up. */
export function nonFiniteProblems({ onNonFinite, checkpoint }: RunSpec): Problem[] {
  if (onNonFinite.do === 'stop') return [];
  if (checkpoint.everyEpochs > 0 || checkpoint.everySteps > 0 || checkpoint.best) return [];
  return [
    warning(
      'onNonFinite.do',
      'A run that saves no checkpoints can only roll back to its start.',
      set('Save each epoch', 'checkpoint.everyEpochs', 1),
    ),
  ];
}
