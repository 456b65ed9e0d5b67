import type { QueueSummary } from '@shared/contract/queue';
import { Refusal } from '../refusal';
import type { Runs } from './runs';

/** What can be asked of the queue, and of what waited or trained when the studio was closed. */
export class QueueControl {
  constructor(readonly runs: Pick<Runs, 'queue' | 'record' | 'dispatcher' | 'control' | 'news'>) {}

  hold(): QueueSummary {
    this.runs.queue.hold('person');
    return this.runs.queue.summary();
  }

  release(): QueueSummary {
    this.runs.queue.release('person');
    this.runs.dispatcher.startNext();
    return this.runs.queue.summary();
  }

  /**
   * @param to its new place; 0 is next
   * @throws Refusal when it does not wait; NotFound
   */
  move(id: string, to: number): QueueSummary {
    const { queue } = this.runs;
    const record = this.runs.record(id);
    if (!queue.has(id)) {
      throw Refusal.of('run', `${record.name} is ${record.document.state}: it does not wait in the queue.`);
    }
    queue.move(id, to);
    return queue.summary();
  }

  /**
   * Goes on as before the studio was closed.
   *
   * @throws Refusal of the first run that cannot go on; the others do
   */
  async goOn(): Promise<QueueSummary> {
    const refusals: unknown[] = [];
    for (const id of this.runs.queue.summary().cutShort.toReversed()) {
      await this.runs.control.resume(id).catch((error: unknown) => refusals.push(error));
    }
    this.release();
    if (refusals.length > 0) throw refusals[0];
    return this.runs.queue.summary();
  }

  /** Leaves runs that were cut short as they are, and does not ask about them again. */
  async leave(): Promise<QueueSummary> {
    for (const id of this.runs.queue.leaveCutShort()) {
      const record = await this.runs.record(id).load();
      await record.write({ pausedBy: record.document.state === 'paused' ? 'person' : null });
      this.runs.news.tell(record);
    }
    return this.runs.queue.summary();
  }
}
