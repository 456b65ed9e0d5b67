import type { RunFailure } from '@shared/contract/run';
import { small } from '@shared/spec/check-words';
import type { Mend } from '@shared/spec/problem';
import type { RunRecord } from './run-record';

/** How much lower the learning rate is that is offered after a run that diverged. */
const LOWER = 10;

/** Where a new run is to start: at the last checkpoint of this one, if it has one. */
function startChange({ id, lastCheckpoint }: RunRecord): { words: string; changes: Mend['changes'] } {
  if (lastCheckpoint === null) return { words: 'Start again', changes: [] };
  const value = { run: id, checkpoint: lastCheckpoint.id, mode: 'continue', fit: 'exact' };
  return { words: `Start again from step ${lastCheckpoint.step}`, changes: [{ path: 'start', value }] };
}

function divergedMends(record: RunRecord): Mend[] {
  const { optimizer, changes: before } = record.document.spec;
  const { words, changes } = startChange(record);
  // A rate that was given while it trained would come back at its step.
  const last = before.findLast(({ learningRate }) => learningRate !== undefined)?.learningRate;
  const rate = Number(((last ?? optimizer.learningRate) / LOWER).toPrecision(3));
  const withoutRates = before
    .map(({ learningRate: _, ...rest }) => rest)
    .filter(({ scheduleSteps }) => scheduleSteps !== undefined);
  if (last !== undefined) changes.push({ path: 'changes', value: withoutRates });
  const lower: Mend = {
    label: `${words} at a learning rate of ${small(rate)}`,
    changes: [...changes, { path: 'optimizer.learningRate', value: rate }],
  };
  if (optimizer.clip.by !== 'none') return [lower];
  const clipped: Mend = {
    label: `${words} with gradients clipped`,
    changes: [...changes, { path: 'optimizer.clip', value: { by: 'global-norm', max: 1 } }],
  };
  return [lower, clipped];
}

/** Runs that are likely to do better than one that failed, as changes to its spec. */
export function failureMends(record: RunRecord, failure: RunFailure | undefined): Mend[] {
  return failure === 'diverged' ? divergedMends(record) : [];
}
