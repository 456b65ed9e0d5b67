import type { RunFailure } from '@shared/contract/run';
import { settingsAt } from '@shared/schedule/changed-rate';
import { small } from '@shared/spec/check-words';
import type { Mend } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { memoryMends } from '@shared/spec/check-memory';
import { memoryOf, memoryWords, USABLE_SHARE, USUAL_ENGINE_BYTES } from '@shared/model/fit-memory';
import { memoryBytes } from './machine-memory';
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
  const step = record.progress?.step ?? record.lastCheckpoint?.step ?? 0;
  const { learningRate: held } = settingsAt({ optimizer, changes: before }, step + 1, 1);
  const rate = Number((held / LOWER).toPrecision(3));
  // A rate that was given while it trained, or was to come, would come back at its step.
  const withoutRates = before
    .map(({ learningRate: _, ...rest }) => rest)
    .filter(({ scheduleSteps }) => scheduleSteps !== undefined);
  if (before.some(({ learningRate }) => learningRate !== undefined))
    changes.push({ path: 'changes', value: withoutRates });
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

/** What other programs had of the memory is not known; with this share of what was tried there is some room. */
const LESS = 0.6;

/** What a run was estimated to take, and the changes with which it would take less. */
function memoryNeeds({ document }: RunRecord, trainCount: number) {
  const bytesOf = memoryOf(document.spec, { shape: document.inputShape, trainCount }, USUAL_ENGINE_BYTES);
  const needed = bytesOf();
  const usable = USABLE_SHARE * memoryBytes();
  return { needed, ...memoryMends(document.spec, needed > usable ? usable : LESS * needed, bytesOf) };
}

/** Signals that a library dies of when it is refused memory and does not look, or the system ends it by. */
const MEMORY_SIGNALS = /SIG(KILL|SEGV|ABRT|BUS)/;

/** Whether an engine that said nothing was most likely refused memory: it was to take more than there is. */
export const mayHaveLackedMemory = (record: RunRecord, reason: string, trainCount: number): boolean =>
  MEMORY_SIGNALS.test(reason) && memoryNeeds(record, trainCount).needed > USABLE_SHARE * memoryBytes();

/** Why a run ended for want of memory, with what it was estimated to take and what would fit. */
export function memoryReason(record: RunRecord, why: string, trainCount: number): string {
  const { needed, parts, batch } = memoryNeeds(record, trainCount);
  const { batchSize, microBatches } = record.document.spec;
  const value = (mend: typeof parts) => String(mend?.changes[0]?.value);
  const fits = [
    ...(parts ? [`its batch of ${batchSize} in ${value(parts)} parts`] : []),
    ...(batch ? [`a batch of ${value(batch)}${microBatches > 1 ? ' in as many parts' : ''}`] : []),
  ].join(', or ');
  const rest =
    fits === '' ? 'Make the model smaller.' : `${fits[0]!.toUpperCase()}${fits.slice(1)} should fit.`;
  return `The engine ran out of memory (${why}): it was estimated to take ${memoryWords(needed)} of the ${memoryWords(memoryBytes())} of this machine, other programs aside. ${rest}`;
}

/** In parts a run goes on where it was; with batches of another size it has to begin anew. */
function outOfMemoryMends(record: RunRecord, trainCount: number): Mend[] {
  const { parts, batch } = memoryNeeds(record, trainCount);
  const { words, changes } = startChange(record);
  const value = (mend: Mend) => mend.changes[0]!.value as RunSpec['batchSize'];
  return [
    ...(parts
      ? [{ label: `${words} with batches in ${value(parts)} parts`, changes: [...changes, ...parts.changes] }]
      : []),
    ...(batch ? [{ label: `Start again with a batch of ${value(batch)}`, changes: batch.changes }] : []),
  ];
}

/** Runs that are likely to do better than one that failed, as changes to its spec. */
export function failureMends(record: RunRecord, failure: RunFailure | undefined, trainCount: number): Mend[] {
  switch (failure) {
    case 'diverged':
      return divergedMends(record);
    case 'out of memory':
      return outOfMemoryMends(record, trainCount);
    case undefined:
      return [];
  }
}
