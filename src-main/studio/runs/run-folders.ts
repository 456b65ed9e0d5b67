import type { BinEntry } from '@shared/contract/queue';
import type { RunSummary } from '@shared/contract/run';
import { Refusal } from '../refusal';
import type { Runs } from './runs';

/** Puts runs' folders into the bin, and takes folders in: from there, or from another library. */
export class RunFolders {
  /** of runs of older versions, so that they come back as they were */
  readonly #numberOfBinned = new Map<string, number>();

  constructor(
    readonly runs: Pick<
      Runs,
      'options' | 'store' | 'queue' | 'bin' | 'dispatcher' | 'control' | 'news' | 'record'
    >,
  ) {}

  /**
   * Has a run that trains save and end, and moves it into the bin.
   *
   * @throws Refusal when another one waits to start from it; NotFound
   */
  async discard(id: string): Promise<BinEntry> {
    const { store, queue, bin, dispatcher, control, options } = this.runs;
    const record = this.runs.record(id);
    const child = store
      .listed()
      .find(
        ({ state, spec, resumableFrom }) => state === 'queued' && spec.start?.run === id && !resumableFrom,
      );
    if (child) {
      throw Refusal.of(
        'run',
        `${child.name} waits to start from a checkpoint of ${record.name}: take that out of the queue first.`,
      );
    }
    if (queue.has(id) || dispatcher.deviceOf(id)) await control.stop(id);
    queue.remove(id);
    store.remove(id);
    this.#numberOfBinned.set(id, record.number);
    try {
      const entry = await bin.put(id);
      options.hub.publish({ type: 'run-removed', run: id });
      return entry;
    } catch (error) {
      store.add(record);
      throw error;
    }
  }

  /**
   * Brings a run back from the bin, as it was when it was discarded.
   *
   * @throws NotFound
   */
  async restore(id: string): Promise<RunSummary> {
    return this.#takeIn(await this.runs.bin.takeBack(id));
  }

  /**
   * Takes in a run of another library, whose folder was put among this one's, whole: it goes on here, whatever cluster
   * its document names.
   */
  async takeInForeign(folder: string): Promise<RunSummary> {
    const summary = await this.#takeIn(folder);
    if (summary.place === undefined) return summary;
    const record = this.runs.record(summary.id);
    await record.write({ place: undefined, host: undefined });
    this.runs.news.tell(record);
    return record.summary();
  }

  async #takeIn(folder: string): Promise<RunSummary> {
    const record = await this.runs.store.read(folder);
    if (record === undefined) throw new Error(`${folder} could not be read back.`);
    record.number = record.document.number ?? this.#numberOfBinned.get(record.id) ?? record.number;
    this.runs.news.tell(record);
    this.runs.news.tellCheckpoints(record);
    return record.summary();
  }
}
