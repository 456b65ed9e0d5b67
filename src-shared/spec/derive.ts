import type { CheckpointSummary } from '../contract/checkpoint';
import type { RunSpec } from './run-spec';

/** `fashion-cnn` becomes `fashion-cnn-2`, `fashion-cnn-2` becomes `fashion-cnn-3`. */
export function nextName(name: string): string {
  const match = /^(.*?)-(\d+)$/.exec(name);
  return match ? `${match[1]}-${Number(match[2]) + 1}` : `${name}-2`;
}

type Origin = Pick<CheckpointSummary, 'id' | 'run' | 'runName' | 'epoch'>;

/**
 * A run that goes on from a checkpoint with its weights, optimizer state and place in the data. When the
 * parent's epochs are used up, it gets as many again.
 */
export function continuedSpec(parent: RunSpec, from: Origin): RunSpec {
  const epochs = from.epoch < parent.epochs ? parent.epochs : from.epoch + parent.epochs;
  return {
    ...parent,
    name: nextName(from.runName),
    epochs,
    start: { run: from.run, checkpoint: from.id, mode: 'continue' },
  };
}

/** A run that begins at step 0 with a checkpoint's weights; everything else may be changed. */
export function branchedSpec(parent: RunSpec, from: Origin): RunSpec {
  return {
    ...parent,
    name: nextName(from.runName),
    start: { run: from.run, checkpoint: from.id, mode: 'weights' },
  };
}
