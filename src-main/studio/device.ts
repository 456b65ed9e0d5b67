import type { WantedChange } from '@shared/spec/change';
import { applyChange } from './change-run';
import type { EngineSession } from './engine-session';
import { Refusal } from './refusal';
import { endingOf, endRun, type StandStill } from './run-ending';
import type { RunRecord } from './run-record';
import { trainRun, type RunEnd, type TrainingParts } from './run-training';

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
