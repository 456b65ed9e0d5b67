import type { CheckpointSummary } from '../contract/checkpoint';
import { changedSpec } from './change';
import { MOST_IN_RUN_NAME, type RunSpec } from './run-spec';

/**
 * `fashion-cnn` becomes `fashion-cnn-2`, `fashion-cnn-2` becomes `fashion-cnn-3`. What stands before the number is cut where
 * both would be too long.
 *
 * @param most characters that the name may have
 */
export function nextName(name: string, most: number): string {
  // Longer numbers are dates or keys: counted on, they would lose their last digits.
  const [, stem = name, number = '1'] = /^(.*?)-(\d{1,9})$/s.exec(name) ?? [];
  const end = `-${Number(number) + 1}`;
  // Half of a character that is written as two is none.
  return `${stem.slice(0, most - end.length).replace(/[\uD800-\uDBFF]$/, '')}${end}`;
}

/** The name itself, or the next one of it that is not taken. */
export function untakenName(name: string, taken: ReadonlySet<string>, most: number): string {
  let free = name;
  while (taken.has(free)) free = nextName(free, most);
  return free;
}

/** The next of these names that no run has yet. */
export function nextFreeName(name: string, taken: ReadonlySet<string>): string {
  return untakenName(nextName(name, MOST_IN_RUN_NAME), taken, MOST_IN_RUN_NAME);
}

/** A run that begins with a checkpoint does not begin with its parent's file. */
function withoutFile(spec: RunSpec): RunSpec {
  const own = { ...spec };
  delete own.weights;
  return own;
}

type Origin = Pick<CheckpointSummary, 'id' | 'run' | 'runName' | 'epoch' | 'step'>;

/**
 * A run that goes on from a checkpoint with its weights, optimizer state and place in the data. When the
 * parent's epochs are used up, it gets as many again, and so with a limit in steps.
 *
 * @param taken the names that runs have already
 */
export function continuedSpec(
  parent: RunSpec,
  from: Origin,
  taken: ReadonlySet<string> = new Set(),
): RunSpec {
  const epochs = from.epoch < parent.epochs ? parent.epochs : from.epoch + parent.epochs;
  const { steps } = parent.stop;
  // A schedule that was as long as the parent is stretched from here on, and was as it was before.
  const isWhole = from.epoch > 0 && from.step % from.epoch === 0;
  const { changes } =
    epochs === parent.epochs || !isWhole
      ? parent
      : changedSpec(
          parent,
          { epochs, schedule: 'stretch' },
          { step: from.step, stepsPerEpoch: from.step / from.epoch },
        );
  return {
    ...withoutFile(parent),
    changes,
    name: nextFreeName(from.runName, taken),
    epochs,
    stop: { ...parent.stop, steps: from.step < steps || steps === 0 ? steps : from.step + steps },
    start: { run: from.run, checkpoint: from.id, mode: 'continue', fit: 'exact' },
  };
}

/** A run that begins at step 0 with a checkpoint's weights; everything else may be changed. */
export function branchedSpec(parent: RunSpec, from: Origin, taken: ReadonlySet<string> = new Set()): RunSpec {
  return {
    ...withoutFile(parent),
    changes: [],
    name: nextFreeName(from.runName, taken),
    start: { run: from.run, checkpoint: from.id, mode: 'weights', fit: 'exact' },
  };
}
