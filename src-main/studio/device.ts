import type { PausedBy, RunDocument, RunEvent, RunState } from '@shared/contract/run';
import type { WantedChange } from '@shared/spec/change';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import type { EngineSession } from './engine-session';
import { applyChange } from './change-run';
import { Refusal } from './refusal';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';
import { trainRun, type RunEnd, type TrainingParts } from './run-training';

/** What a run that is asked to save and end is then: stopped, or paused by somebody. */
export type StandStill = { state: 'stopped'; why?: string } | { state: 'paused'; by: PausedBy };

const PAUSE_REASONS: Record<PausedBy, string | null> = {
  person: null,
  closing: 'Trainyard was closed while it trained.',
  battery: 'The machine runs on its battery.',
};

interface Current {
  record: RunRecord;
  session: EngineSession | undefined;
  asked: 'nothing' | 'save' | 'kill';
  standStill: StandStill;
  /** aborted when it is not to begin any more */
  begins: AbortController;
  /** aborted when the studio closes: what waits for space on the disk is left */
  stays: AbortController;
  over: Promise<void>;
}

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
function endingOf({ state, reason, mends }: RunEnd, standStill: StandStill): Ending {
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

/** What computes, and the one run at a time that has it. */
export class Device {
  #current: Current | undefined;
  /** one change after the other */
  #changing: Promise<void> = Promise.resolve();

  constructor(
    readonly parts: TrainingParts,
    readonly onBusy: (isBusy: boolean) => void,
    readonly onEnded: (record: RunRecord) => void,
  ) {}

  /** The run that trains, or is about to. */
  get run(): RunRecord | undefined {
    return this.#current?.record;
  }

  /** Gives the device, which must be free, to a run. */
  start(record: RunRecord): void {
    const current: Current = {
      record,
      session: undefined,
      asked: 'nothing',
      standStill: { state: 'stopped' },
      begins: new AbortController(),
      stays: new AbortController(),
      over: Promise.resolve(),
    };
    this.#current = current;
    this.onBusy(true);
    current.over = this.#train(current).finally(() => {
      this.#current = undefined;
      this.onBusy(false);
    });
  }

  /** Has the run save a checkpoint and stand still. Resolves when it does, or has ended by itself. */
  async stop(standStill: StandStill): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    current.asked = 'save';
    // It stops now, whatever was asked for before.
    current.record.endsAfterEpoch = false;
    current.standStill = standStill;
    current.begins.abort();
    if (standStill.state === 'paused' && standStill.by === 'closing') current.stays.abort();
    current.session?.stop();
    await current.over;
  }

  /** Has the run stop at the end of its epoch, or not after all. */
  stopAfterEpoch(on: boolean): void {
    const current = this.#current;
    if (current === undefined) return;
    current.record.endsAfterEpoch = on;
    current.session?.stopAfterEpoch(on);
    this.parts.news.tell(current.record);
  }

  /**
   * Changes the run that trains: it waits between two steps while the change is written down, and goes on with it.
   *
   * @throws Refusal when it cannot be changed like that, or ended before
   */
  change(wanted: WantedChange): Promise<void> {
    const changed = this.#changing.then(() => this.#change(wanted));
    this.#changing = changed.catch(() => {});
    return changed;
  }

  async #change(wanted: WantedChange): Promise<void> {
    const { record, session } = this.#current ?? {};
    const held = await session?.hold();
    if (record === undefined || session === undefined || held === undefined) {
      throw Refusal.of('run', 'The run does not train at the moment: try again when it does, or resume it.');
    }
    try {
      const { spec, text } = applyChange(record.document, wanted, held);
      await record.write({ spec });
      session.goOn(spec);
      await this.parts.news.say(record, text);
      this.parts.news.tell(record);
    } catch (error) {
      session.goOn(null);
      throw error;
    }
  }

  /** Ends the engine at once; its run is interrupted. */
  async kill(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    current.asked = 'kill';
    current.begins.abort();
    current.stays.abort();
    current.session?.kill();
    await current.over;
  }

  /** An engine that was lost elsewhere is followed by another one there, from the last checkpoint on. */
  async #trainToEnd(
    { record, begins }: Current,
    onSession: (session: EngineSession) => void,
  ): Promise<RunEnd> {
    for (;;) {
      const end = await trainRun(this.parts, record, onSession, begins.signal);
      const { elsewhere, news } = this.parts;
      if (end.state !== 'interrupted' || elsewhere === undefined || begins.signal.aborted) return end;
      const again = await elsewhere.startsAgain(record.lastCheckpoint?.step ?? 0);
      if (!again || begins.signal.aborted) return end;
      await news.say(record, `${end.reason} It is started again.`, 'warning');
    }
  }

  async #train(current: Current): Promise<void> {
    const { news } = this.parts;
    const { record, stays } = current;
    const onSession = (session: EngineSession) => {
      current.session = session;
      // It may have been asked before there was an engine to ask.
      if (current.asked === 'save') session.stop();
      else if (current.asked === 'kill') session.kill();
      else if (record.endsAfterEpoch) session.stopAfterEpoch(true);
    };
    try {
      const end = await this.#trainToEnd(current, onSession);
      await endRun(news, record, endingOf(end, current.standStill), stays.signal);
      this.onEnded(record);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await endRun(news, record, { state: 'failed', reason, pausedBy: null }, stays.signal).catch(() => {
        // Not even that can be written: at least whoever looks is told.
        record.document = { ...record.document, state: 'failed', reason };
        news.tell(record);
      });
    }
  }
}
