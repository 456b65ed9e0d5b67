import { RESUMABLE_STATES, type Difference, type RunState, type RunSummary } from '@shared/contract/run';
import type { WantedChange } from '@shared/spec/change';
import { isAboutSplit, stepsOf } from '@shared/spec/steps';
import { applyChange, standingOf } from '../change-run';
import { Refusal } from '../refusal';
import { differenceWords, resumeConditions, type ResumeConditions } from '../resume-differences';
import type { RunRecord } from '../run-record';
import type { Runs } from './runs';
import { Turns } from './turns';

/** States of runs that train, or will. */
const GOING_ON: readonly RunState[] = ['queued', 'starting', 'running'];

const now = () => new Date().toISOString();

/** What can be asked of a run that trains, waits or stands still: to go on, to stand still, to be another from here on. */
export class RunControl {
  /** each may take seconds to look at what it would be computed with */
  readonly #resuming = new Turns();

  constructor(readonly runs: Runs) {}

  /**
   * Queues a run to go on; one that was paused before all others. Of several who ask at once one resumes it, and the
   * others are told how it is then.
   *
   * @param acceptChanges whether it may be computed otherwise than it was begun
   * @throws Refusal when the run cannot go on, or would be computed otherwise; NotFound
   */
  async resume(id: string, acceptChanges = false): Promise<RunSummary> {
    const record = await this.runs.record(id).load();
    // All that is left of it is its test.
    if (record.document.state === 'completed' && record.document.finalTest?.state === 'due') {
      this.runs.onTestDue(record);
      return record.summary();
    }
    this.#refuseUnlessResumable(record);
    return this.#resuming.take(id, () => this.#resume(id, acceptChanges));
  }

  #waitsForWord({ id }: RunRecord): boolean {
    return this.runs.queue.summary().waitingForWord.includes(id);
  }

  /** Whether it trains, or will by itself. */
  #goesOn(record: RunRecord): boolean {
    return GOING_ON.includes(record.document.state) && !this.#waitsForWord(record);
  }

  #refuseUnlessResumable(record: RunRecord): void {
    const { state } = record.document;
    if (RESUMABLE_STATES.includes(state) || this.#waitsForWord(record)) return;
    throw Refusal.of(
      'run',
      `${record.name} is ${state}: only a run that was paused, stopped, interrupted or failed can be resumed.`,
    );
  }

  async #resume(id: string, acceptChanges: boolean): Promise<RunSummary> {
    const record = await this.runs.record(id).load();
    if (this.#goesOn(record)) return record.summary();
    this.#refuseUnlessResumable(record);
    const { state } = record.document;
    const { differences, now: here } = await this.#conditions(record);
    const sentences = differences.map(differenceWords);
    if (differences.length > 0 && !acceptChanges) {
      throw new Refusal(
        `${record.name} would not go on as it was begun. ${sentences[0]}`,
        differences.map(({ what }, index) => ({
          severity: 'error',
          path: what,
          message: sentences[index]!,
          mends: [],
        })),
      );
    }
    const { queue, dispatcher, news, store, turns } = this.runs;
    return turns.take(id, async () => {
      if (store.find(id) !== record) throw Refusal.of('run', `${record.name} was discarded meanwhile.`);
      if (this.#goesOn(record)) return record.summary();
      if (record.document.state !== state) {
        throw Refusal.of(
          'run',
          `${record.name} is ${record.document.state} now: look at it, and resume it again.`,
        );
      }
      await record.write({
        ...here,
        state: 'queued',
        reason: null,
        mends: [],
        pausedBy: null,
        endedAt: null,
      });
      queue.remove(id);
      for (const sentence of sentences) await news.say(record, sentence, 'warning');
      dispatcher.enqueue(record, state === 'paused');
      return record.summary();
    });
  }

  /** What would be computed otherwise if a run went on here and now. */
  async differences(id: string): Promise<Difference[]> {
    return (await this.#conditions(this.runs.record(id))).differences;
  }

  #conditions({ document }: RunRecord): Promise<ResumeConditions> {
    const { backends, datasets } = this.runs.options;
    return resumeConditions(document, backends, datasets);
  }

  /** Takes a run off the queue, or has its engine save and end. Resolves when it stands still. */
  stop(id: string): Promise<RunSummary> {
    return this.#haltOrRefuse(id, 'stopped');
  }

  /** Like `stop`, but it is meant to go on. */
  pause(id: string): Promise<RunSummary> {
    return this.#haltOrRefuse(id, 'paused');
  }

  async #haltOrRefuse(id: string, state: 'stopped' | 'paused'): Promise<RunSummary> {
    const record = this.runs.record(id);
    const wentOn = this.isUnderWay(id);
    const isHalted = await this.halt(id, state);
    // Somebody else may have asked for the same at once.
    if (isHalted || (wentOn && record.document.state === state)) return record.summary();
    const what = state === 'paused' ? 'pause' : 'stop';
    throw Refusal.of('run', `${record.name} is ${record.document.state}: there is nothing to ${what}.`);
  }

  /** Whether a run waits, or something has it. */
  isUnderWay(id: string): boolean {
    return this.runs.queue.has(id) || this.runs.dispatcher.deviceOf(id) !== undefined;
  }

  /** Has a run that is under way stand still, and resolves when it does. Whether it was. */
  async halt(id: string, state: 'stopped' | 'paused'): Promise<boolean> {
    const record = await this.runs.record(id).load();
    const by = 'person' as const;
    const halt = await this.runs.turns.take(id, async () => {
      const waited = this.runs.queue.has(id);
      if (waited) await this.#leaveQueue(record, state);
      // It has the run, or is about to let go of one that was queued again already.
      const device = this.runs.dispatcher.deviceOf(id);
      if (device === undefined) return waited ? { ended: undefined } : undefined;
      return { ended: device.stop(state === 'paused' ? { state, by } : { state }) };
    });
    // After its turn: the engine may take long to save, and who asks for something else is heard meanwhile.
    await halt?.ended;
    return halt !== undefined;
  }

  async #leaveQueue(record: RunRecord, state: 'stopped' | 'paused'): Promise<void> {
    const { queue, news } = this.runs;
    const { id } = record;
    const place = queue.summary().order.indexOf(id);
    queue.remove(id);
    try {
      await record.write({ state, pausedBy: state === 'paused' ? 'person' : null, endedAt: now() });
    } catch (error) {
      // On disk it waits still.
      queue.add(id);
      queue.move(id, place);
      throw error;
    }
    news.tell(record);
  }

  /** Has a run that trains stop at the end of its epoch, or not after all. */
  stopAfterEpoch(id: string, on: boolean): RunSummary {
    const record = this.runs.record(id);
    const device = this.runs.dispatcher.deviceOf(id);
    if (device === undefined) {
      throw Refusal.of('run', `${record.name} is ${record.document.state}: it is in no epoch.`);
    }
    device.stopAfterEpoch(on);
    return record.summary();
  }

  /** Ends a run for a reason of its sweep's, wherever it stands, unless it has ended. Resolves when it stands still. */
  async endTrial(id: string, why: string): Promise<void> {
    const { queue, dispatcher, news, turns } = this.runs;
    const record = await this.runs.record(id).load();
    const end = await turns.take(id, async () => {
      const device = queue.has(id) ? undefined : dispatcher.deviceOf(id);
      if (device) return { ended: device.stop({ state: 'stopped', why }) };
      const { state } = record.document;
      if (state === 'completed' || state === 'stopped' || state === 'failed') return undefined;
      queue.remove(id);
      await record.write({ state: 'stopped', reason: why, pausedBy: null, endedAt: now() });
      await news.say(record, `Stopped: ${why}`);
      news.tell(record);
      return undefined;
    });
    await end?.ended;
  }

  /**
   * Changes the learning rate or the number of epochs of a run that trains, waits or stands still. What it has
   * trained stays as it is.
   *
   * @throws Refusal when it cannot be changed like that; NotFound
   */
  async change(id: string, wanted: WantedChange): Promise<RunSummary> {
    const record = await this.runs.record(id).load();
    const change = await this.runs.turns.take(id, () => this.#change(record, wanted));
    await change?.written;
    return record.summary();
  }

  /** Changes a run that stands still or waits; of one that trains, the device has it written between two steps. */
  async #change(record: RunRecord, wanted: WantedChange): Promise<{ written: Promise<void> } | undefined> {
    const { dispatcher, store, news } = this.runs;
    const onDevice = () => {
      const device = dispatcher.deviceOf(record.id);
      return device && { written: device.change(wanted) };
    };
    const already = onDevice();
    if (already) return already;
    if (record.document.state === 'completed') {
      throw Refusal.of('run', `${record.name} is completed: continue from its last checkpoint instead.`);
    }
    const { datasets } = this.runs.options;
    const { at, stepsPerEpoch } = await standingOf(
      record,
      (run) => store.find(run),
      async (of) => {
        const dataset = await datasets.find(of.data.dataset);
        return dataset && !isAboutSplit(dataset) ? (stepsOf(of, dataset)?.perEpoch ?? null) : null;
      },
    );
    // What waits may have begun meanwhile.
    const begun = onDevice();
    if (begun) return begun;
    const { spec, text } = applyChange({ spec: record.document.spec, stepsPerEpoch }, wanted, at);
    await record.write({ spec });
    await news.say(record, text);
    news.tell(record);
    return undefined;
  }
}
