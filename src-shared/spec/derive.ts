import type { CheckpointSummary } from '../contract/checkpoint';
import { changedSpec } from './change';
import type { RunSpec } from './run-spec';

/** `fashion-cnn` becomes `fashion-cnn-2`, `fashion-cnn-2` becomes `fashion-cnn-3`. */
export function nextName(name: string): string {
  const match = /^(.*?)-(\d+)$/.exec(name);
  return match ? `${match[1]}-${Number(match[2]) + 1}` : `${name}-2`;
}

/** The next of these names that no run has yet. */
export function nextFreeName(name: string, taken: ReadonlySet<string>): string {
  let next = nextName(name);
  while (taken.has(next)) next = nextName(next);
  return next;
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
