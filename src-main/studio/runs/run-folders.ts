import type { BinEntry } from '@shared/contract/queue';
import type { RunSummary } from '@shared/contract/run';
import { Refusal } from '../refusal';
import type { RunRecord } from '../run-record';
import type { Runs } from './runs';

/** Puts runs' folders into the bin, and takes folders in: from there, or from another library. */
export class RunFolders {
  /** of runs of older versions, so that they come back as they were */
  readonly #numberOfBinned = new Map<string, number>();

  constructor(
    readonly runs: Pick<
      Runs,
      'options' | 'store' | 'queue' | 'bin' | 'control' | 'turns' | 'news' | 'record'
    >,
  ) {}

  /**
   * Has a run that trains save and end, and moves it into the bin.
   *
   * @throws Refusal when another one waits to start from it, or it was discarded or resumed meanwhile; NotFound
   */
  async discard(id: string): Promise<BinEntry> {
    const { control, turns } = this.runs;
    const record = this.runs.record(id);
    this.#refuseIfAwaited(record);
    // Before its turn: an engine may take long to save.
    await control.halt(id, 'stopped');
    return turns.take(id, () => this.#putIntoBin(record));
  }

  /** @throws Refusal when another run waits to start from one */
  #refuseIfAwaited({ id, name }: RunRecord): void {
    const { store } = this.runs;
    const child = store
      .listed()
      .find(
        ({ state, spec, resumableFrom }) => state === 'queued' && spec.start?.run === id && !resumableFrom,
      );
    if (child === undefined) return;
    throw Refusal.of(
      'run',
      `${child.name} waits to start from a checkpoint of ${name}: take that out of the queue first.`,
    );
  }

  async #putIntoBin(record: RunRecord): Promise<BinEntry> {
    const { store, queue, bin, control, options } = this.runs;
    const { id, name } = record;
    if (store.find(id) !== record) throw Refusal.of('run', `${name} was discarded meanwhile.`);
    if (control.isUnderWay(id)) {
      throw Refusal.of('run', `${name} was resumed meanwhile: discard it again if it is to go.`);
    }
    this.#refuseIfAwaited(record);
    // Nobody asks any more whether it is to go on.
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
