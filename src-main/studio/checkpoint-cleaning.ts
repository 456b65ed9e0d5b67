import { stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { Removable, Staying } from '@shared/contract/checkpoint';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import type { RunRecord } from './run-record';
import type { Runs } from './runs/runs';

/** Frees space over any number of runs, by one policy of keeping. Nothing that is claimed or damaged is removed. */
export class CheckpointCleaning {
  constructor(readonly runs: Pick<Runs, 'list' | 'record' | 'keeper' | 'news'>) {}

  /** @throws NotFound */
  async removable(runs: readonly string[] | undefined, keep: KeepPolicy): Promise<Removable[]> {
    const its = this.#records(runs).map((record) => this.runs.keeper.removable(record, keep));
    return (await Promise.all(its)).flat();
  }

  /** @throws NotFound */
  async staying(runs: readonly string[] | undefined, keep: KeepPolicy): Promise<Staying[]> {
    const its = this.#records(runs).map((record) => this.runs.keeper.staying(record, keep));
    return (await Promise.all(its)).flat();
  }

  #records(runs: readonly string[] | undefined) {
    return (runs ?? this.runs.list().map(({ id }) => id)).map((id) => this.runs.record(id));
  }

  /** @throws NotFound before anything is removed */
  async cleanUp(wanted: readonly Omit<Removable, 'bytes'>[], keep: KeepPolicy): Promise<Removable[]> {
    const records = [...new Set(wanted.map(({ run }) => run))].map((run) => this.runs.record(run));
    const gone: Removable[] = [];
    for (const record of records) {
      const ids = wanted.filter(({ run }) => run === record.id).map(({ checkpoint }) => checkpoint);
      const its = await this.runs.keeper.cleanUp(record, new Set(ids), keep);
      gone.push(...its);
      if (its.length > 0) await this.#tell(record, its);
    }
    return gone;
  }

  /** Writes down that checkpoints of a run were removed because somebody wanted their space. */
  async #tell(record: RunRecord, removed: readonly Removable[]): Promise<void> {
    const steps = removed.map(({ checkpoint }) => stepOfCheckpoint(checkpoint)).join(', ');
    const what = removed.length === 1 ? 'the checkpoint at step' : 'the checkpoints at steps';
    await this.runs.news.say(record, `Cleaned up: removed ${what} ${steps}.`);
    this.runs.news.tellCheckpoints(record);
  }
}
