import type { RunSpec } from '../spec/run-spec';

/**
 * A run's spec as the trials of a sweep are to have it, where it says nothing else: of many runs not every checkpoint is
 * worth its disk, and test data is for what was chosen, not for choosing.
 */
export function asTrials(spec: RunSpec): RunSpec {
  const { checkpoint } = spec;
  return {
    ...spec,
    checkpoint: { ...checkpoint, keep: checkpoint.keep ?? { best: 1, last: 1, everyNth: 0 } },
    test: { ...spec.test, atEnd: false },
  };
}
