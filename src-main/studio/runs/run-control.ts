import { RESUMABLE_STATES, type Difference, type RunSummary } from '@shared/contract/run';
import type { WantedChange } from '@shared/spec/change';
import { applyChange, standingOf } from '../change-run';
import { Refusal } from '../refusal';
import { differenceWords, resumeConditions, type ResumeConditions } from '../resume-differences';
import type { RunRecord } from '../run-record';
import type { Runs } from './runs';

const now = () => new Date().toISOString();

/** What can be asked of a run that trains, waits or stands still: to go on, to stand still, to be another from here on. */
export class RunControl {
  constructor(readonly runs: Runs) {}

  /**
   * Queues a run to go on; one that was paused before all others.
   *
   * @param acceptChanges whether it may be computed otherwise than it was begun
   * @throws Refusal when the run cannot go on, or would be computed otherwise; NotFound
   */
  async resume(id: string, acceptChanges = false): Promise<RunSummary> {
    const { queue, dispatcher, news } = this.runs;
    const record = await this.runs.record(id).load();
    const { state } = record.document;
    // All that is left of it is its test.
    if (state === 'completed' && record.document.finalTest?.state === 'due') {
      this.runs.onTestDue(record);
      return record.summary();
    }
    const waitsForWord = queue.summary().waitingForWord.includes(id);
    if (!RESUMABLE_STATES.includes(state) && !waitsForWord) {
      throw Refusal.of(
        'run',
        `${record.name} is ${state}: only a run that was paused, stopped, interrupted or failed can be resumed.`,
      );
    }
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
    return this.#standStill(id, 'stopped');
  }

  /** Like `stop`, but it is meant to go on. */
  pause(id: string): Promise<RunSummary> {
    return this.#standStill(id, 'paused');
  }

  async #standStill(id: string, state: 'stopped' | 'paused'): Promise<RunSummary> {
    const { queue, dispatcher, news } = this.runs;
    const record = await this.runs.record(id).load();
    const by = 'person' as const;
    const device = dispatcher.deviceOf(id);
    if (device) {
      await device.stop(state === 'paused' ? { state, by } : { state });
    } else if (queue.has(id)) {
      const place = queue.summary().order.indexOf(id);
      queue.remove(id);
      try {
        await record.write({ state, pausedBy: state === 'paused' ? by : null, endedAt: now() });
      } catch (error) {
        // On disk it waits still.
        queue.add(id);
        queue.move(id, place);
        throw error;
      }
      news.tell(record);
    } else {
      const what = state === 'paused' ? 'pause' : 'stop';
      throw Refusal.of('run', `${record.name} is ${record.document.state}: there is nothing to ${what}.`);
    }
    return record.summary();
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
    const { queue, dispatcher, news } = this.runs;
    const record = await this.runs.record(id).load();
    const device = dispatcher.deviceOf(id);
    const { state } = record.document;
    if (device) return device.stop({ state: 'stopped', why });
    if (state === 'completed' || state === 'stopped' || state === 'failed') return;
    queue.remove(id);
    await record.write({ state: 'stopped', reason: why, pausedBy: null, endedAt: now() });
    await news.say(record, `Stopped: ${why}`);
    news.tell(record);
  }

  /**
   * Changes the learning rate or the number of epochs of a run that trains, waits or stands still. What it has
   * trained stays as it is.
   *
   * @throws Refusal when it cannot be changed like that; NotFound
   */
  async change(id: string, wanted: WantedChange): Promise<RunSummary> {
    const { dispatcher, store, news } = this.runs;
    const record = await this.runs.record(id).load();
    const { document } = record;
    const device = dispatcher.deviceOf(id);
    if (device) await device.change(wanted);
    else if (document.state === 'completed') {
      throw Refusal.of('run', `${record.name} is completed: continue from its last checkpoint instead.`);
    } else {
      const { at, stepsPerEpoch } = await standingOf(record, (run) => store.find(run));
      const { spec, text } = applyChange({ spec: document.spec, stepsPerEpoch }, wanted, at);
      await record.write({ spec });
      await news.say(record, text);
      news.tell(record);
    }
    return record.summary();
  }
}
