import type { RunEvent } from '@shared/contract/run';
import type { Hub } from './hub';
import type { RunRecord } from './run-record';

/** What is told of runs: to the hub, and in each run's own log. */
export class RunNews {
  constructor(readonly hub: Hub) {}

  /** The run as it is now. */
  tell(record: RunRecord): void {
    if (record.isLoaded) this.hub.publish({ type: 'run', run: record.summary() });
    else void record.load().then(() => this.tell(record));
  }

  /** How far it is: several times a second, and so without all of its epochs. */
  tellProgress(record: RunRecord): void {
    if (record.progress) this.hub.publish({ type: 'progress', run: record.id, progress: record.progress });
  }

  /** What lists show of runs, as it is now: thousands may be labelled at once. */
  tellListed(records: readonly RunRecord[]): void {
    this.hub.publish({ type: 'runs-listed', runs: records.map((record) => record.listed()) });
  }

  /** That its checkpoints are others, or others of them are pinned. */
  tellCheckpoints({ id }: Pick<RunRecord, 'id'>): void {
    this.hub.publish({ type: 'checkpoints', run: id });
  }

  /** An event that comes with its time, from the engine. */
  async log(record: RunRecord, event: RunEvent): Promise<void> {
    await record.events.add(event);
    this.hub.publish({ type: 'run-event', run: record.id, event });
  }

  /** A line of the studio's own. */
  say(record: RunRecord, text: string, level: RunEvent['level'] = 'info'): Promise<void> {
    return this.log(record, { at: new Date().toISOString(), level, text });
  }
}
