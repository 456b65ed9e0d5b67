import type { PausedBy, RunDocument, RunEvent, RunState } from '@shared/contract/run';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';
import type { RunEnd } from './run-training';

/** What a run that is asked to save and end is then: stopped, or paused by somebody. */
export type StandStill = { state: 'stopped'; why?: string } | { state: 'paused'; by: PausedBy };

const PAUSE_REASONS: Record<PausedBy, string | null> = {
  person: null,
  closing: 'Trainyard was closed while it trained.',
  battery: 'The machine runs on its battery.',
};

type Ending = Pick<RunDocument, 'reason' | 'pausedBy'> & {
  /** changes with which a new run is likely to do better */
  mends?: RunDocument['mends'];
  state: Exclude<RunState, 'queued' | 'starting' | 'running'>;
};

const END_WORDS: Record<Ending['state'], string> = {
  paused: 'Paused',
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

const number = (value: number): string => new Intl.NumberFormat('en').format(value);

/** How a run ended or stands still, and where: "Paused at step 1,688", "Stopped after epoch 4, as asked". */
function endWords(
  { state }: Ending,
  { lastCheckpoint: at }: Pick<RunRecord, 'lastCheckpoint'>,
  isAfterEpoch: boolean,
): string {
  const words = END_WORDS[state];
  if (at === null || (state !== 'paused' && state !== 'stopped')) return words;
  return isAfterEpoch && state === 'stopped'
    ? `${words} after epoch ${number(at.epoch)}, as asked`
    : `${words} at step ${number(at.step)}`;
}

/** What the run is now that its engine has ended. */
export function endingOf({ state, reason, mends }: RunEnd, standStill: StandStill): Ending {
  if (state !== 'stopped' || standStill.state === 'stopped') {
    const why = state === 'stopped' && standStill.state === 'stopped' ? standStill.why : undefined;
    return { state, reason: why ?? reason, mends, pausedBy: null };
  }
  return { state: 'paused', reason: PAUSE_REASONS[standStill.by], pausedBy: standStill.by };
}

/**
 * Writes down how a run ended, or that it stands still, and tells it. On a full disk that waits for space.
 *
 * @param leave ends the waiting: on disk the run is then what it was, and found cut short at the next start
 */
export async function endRun(
  news: RunNews,
  record: RunRecord,
  ending: Ending,
  leave: AbortSignal,
): Promise<void> {
  const { state, reason, mends = [] } = ending;
  const isAfterEpoch = record.endsAfterEpoch;
  record.endsAfterEpoch = false;
  await record.readEpochs();
  // Written together: killed right after, it is known that a test is due.
  const isTested = state === 'completed' && record.document.spec.test.atEnd;
  const endedAt = new Date().toISOString();
  const isWritten = await onceThereIsSpace(
    () =>
      record.write({
        ...ending,
        mends,
        endedAt,
        ...(isTested ? { finalTest: { state: 'due' as const } } : {}),
      }),
    () =>
      news.say(
        record,
        `The disk is full: that the run is ${state} is written down as soon as there is space. It is tried again every few seconds.`,
        'warning',
      ),
    leave,
  );
  if (!isWritten) return;
  const levels: Partial<Record<RunState, RunEvent['level']>> = { failed: 'error', interrupted: 'warning' };
  const text = endWords(ending, record, isAfterEpoch);
  const words = reason === null ? text : state === 'completed' ? reason : `${text}: ${reason}`;
  await news.say(record, words, levels[state] ?? 'info');
  news.tell(record);
}
