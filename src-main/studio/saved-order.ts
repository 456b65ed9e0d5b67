import type { CheckpointSummary } from '@shared/contract/checkpoint';

/**
 * Newest first. Within a run the order in which they were saved counts, whatever the clock said: it may have been set
 * back in between.
 *
 * @param ofRuns the checkpoints of each run, oldest first
 */
export function newestFirst(ofRuns: readonly (readonly CheckpointSummary[])[]): CheckpointSummary[] {
  const timed = ofRuns.flatMap((checkpoints) => {
    let latest = '';
    return checkpoints.map((checkpoint, ordinal) => {
      if (checkpoint.savedAt > latest) latest = checkpoint.savedAt;
      return { checkpoint, ordinal, latest };
    });
  });
  return timed
    .sort((a, b) => b.latest.localeCompare(a.latest) || b.ordinal - a.ordinal)
    .map(({ checkpoint }) => checkpoint);
}
