import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { ListedRun } from '@shared/contract/run';
import { epochsAt, epochsDone, stepsOfOthers, stepsPerEpoch } from '../../format/run';
import { grouped } from '../../stores/grouped';

/** A run as a line of the yard, in epochs counted along the line from its first ancestor's start. */
export interface YardLine {
  run: ListedRun;
  /** how many switches lie before it */
  depth: number;
  /** where it begins: at 0, or at the checkpoint that it branched from */
  from: number;
  /** how far it has come, and how far it means to go */
  done: number;
  end: number;
  parent: string | undefined;
  stops: { checkpoint: CheckpointSummary; at: number }[];
  /** epochs that are over and of which no checkpoint is there, any more or at all */
  gone: { epoch: number; at: number }[];
}

/**
 * Runs as lines, each below the one it branched from. A run that goes on counts its parent's epochs as its
 * own; one that took only weights begins at 0 by its own count, but is drawn from where they were saved.
 */
export function yardLines(
  oldestFirst: readonly ListedRun[],
  checkpointsOf: (run: string) => readonly CheckpointSummary[],
): YardLine[] {
  const lines = new Map<string, YardLine>();
  for (const run of oldestFirst) {
    const { start } = run.spec;
    const parent = start && lines.get(start.run);
    const origin = parent?.stops.find((stop) => stop.checkpoint.id === start?.checkpoint);
    const shift = origin ? (start?.mode === 'weights' ? origin.at : origin.at - origin.checkpoint.epoch) : 0;
    const perEpoch = stepsPerEpoch(run);
    const epochOf = (checkpoint: CheckpointSummary) =>
      perEpoch > 0 ? epochsAt(run, checkpoint.step) : checkpoint.epoch;
    const stops = checkpointsOf(run.id).map((checkpoint) => ({
      checkpoint,
      at: shift + epochOf(checkpoint),
    }));
    const steps = new Set(stops.map(({ checkpoint }) => checkpoint.step));
    const come = epochsDone(run);
    const ofOthers = stepsOfOthers(run);
    const isDone = run.state === 'completed';
    const gone = run.lossCurve
      // A run that ended by its steps was measured in the middle of its last epoch, where its last checkpoint is.
      .filter(
        ({ epoch }) =>
          !steps.has(epoch * perEpoch + ofOthers) && !(isDone && epoch === run.lastEpoch && epoch > come),
      )
      .map(({ epoch }) => ({ epoch, at: shift + epoch }));
    const from = origin?.at ?? 0;
    lines.set(run.id, {
      run,
      depth: parent ? parent.depth + 1 : 0,
      from,
      done: Math.max(from, shift + come),
      end: shift + run.spec.epochs,
      parent: origin ? start?.run : undefined,
      stops,
      gone,
    });
  }
  const children = grouped(lines.values(), (line) => line.parent);
  const inOrder = (line: YardLine): YardLine[] => [
    line,
    ...(children.get(line.run.id) ?? []).flatMap(inOrder),
  ];
  return (children.get(undefined) ?? []).toReversed().flatMap(inOrder);
}
