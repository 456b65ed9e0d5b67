import type { DiscardedSweep, Sweep } from '@shared/contract/sweep';
import { discardRuns, restoreRuns } from './runs-of-sweep';
import { SweepRecord } from './sweep-record';
import type { Sweeps } from './sweeps';

/** Puts sweeps into the bin, and brings them back. */
export class SweepFolders {
  constructor(readonly sweeps: Sweeps) {}

  /**
   * Stops a sweep and moves it into the bin.
   *
   * @param withRuns whether its runs go there too
   * @returns with why some of them stayed, in a sentence each
   * @throws NotFound
   */
  discard(id: string, withRuns: boolean): Promise<DiscardedSweep & { refused: string[] }> {
    const sweep = this.sweeps.record(id);
    const { runs, hub } = this.sweeps.options;
    return sweep.inTurn(async () => {
      this.sweeps.record(id);
      const { phase, trials } = sweep.state;
      if (phase === 'running' || phase === 'paused') {
        await sweep.write({ type: 'stop' });
        await this.sweeps.trials.stopOpen(sweep);
      }
      const all = trials.flatMap(({ run }) => (run !== null && runs.store.find(run) ? run : []));
      const its = withRuns ? all : [];
      const entry = await this.sweeps.bin.put(id, its);
      this.sweeps.byId.delete(id);
      hub.publish({ type: 'sweep-removed', sweep: id });
      return { ...entry, refused: await discardRuns(runs.folders, its) };
    });
  }

  /**
   * Brings a sweep back from the bin, and those of its runs that went with it and are there still.
   *
   * @throws NotFound
   */
  async restore(id: string): Promise<Sweep> {
    const { folder, runs } = await this.sweeps.bin.takeBack(id);
    const sweep = await SweepRecord.read(folder);
    if (sweep === undefined) throw new Error(`${folder} could not be read back.`);
    this.sweeps.byId.set(id, sweep);
    this.sweeps.tell(sweep);
    await restoreRuns(this.sweeps.options.runs.folders, runs);
    return sweep.summary();
  }
}
