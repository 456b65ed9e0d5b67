import type { ListedRun, RunSummary } from '@shared/contract/run';
import type { Backends } from '../backends';
import { Bin } from '../bin';
import { BroughtWeightsStore } from '../brought-weights';
import { CheckpointKeeper } from '../checkpoint-keeper';
import type { Datasets } from '../datasets';
import type { SpawnEngine } from '../engine-process';
import type { Hub } from '../hub';
import type { Library } from '../library';
import type { Power } from '../power';
import { Queue } from '../queue';
import type { RayPlaces } from '../ray/ray-places';
import { Refusal } from '../refusal';
import { RunNews } from '../run-news';
import type { RunRecord } from '../run-record';
import { RunStore } from '../run-store';
import type { SpeedOfMachine } from '../speed/speed-of-machine';
import { BatteryHold } from './battery-hold';
import { Dispatcher } from './dispatcher';
import { RunControl } from './run-control';
import { RunFolders } from './run-folders';
import { RunMaker } from './run-maker';
import { Turns } from './turns';

interface RunsOptions {
  library: Library;
  spawn: SpawnEngine;
  backends: Backends;
  speed: SpeedOfMachine;
  datasets: Datasets;
  hub: Hub;
  power: Power;
  places: RayPlaces;
  appVersion: string;
}

/** The runs of a library, and what makes them, trains them and keeps what they leave. */
export class Runs {
  readonly news: RunNews;
  readonly bin: Bin;
  readonly weights: BroughtWeightsStore;
  /** which checkpoints stay */
  readonly keeper: CheckpointKeeper;
  /** what trains them */
  readonly dispatcher: Dispatcher;
  readonly maker: RunMaker;
  /** of whoever looks how a run stands, and has it go on, stand still or leave the list: short, and for no engine */
  readonly turns = new Turns();
  readonly control: RunControl;
  readonly folders: RunFolders;
  /** what tests a run that is completed; set by whoever can */
  onTestDue: (record: RunRecord) => void = () => {};
  /** names of runs that stand in the same list and lie elsewhere; set by whoever knows them */
  namesElsewhere: () => Iterable<string> = () => [];

  private constructor(
    readonly options: RunsOptions,
    readonly store: RunStore,
    readonly queue: Queue,
  ) {
    const { spawn, backends, datasets, speed, hub, library, power, places } = options;
    this.news = new RunNews(hub);
    this.bin = new Bin(library);
    this.weights = new BroughtWeightsStore(library);
    this.keeper = new CheckpointKeeper((run) => store.startsIn(run));
    const { news, keeper } = this;
    const recordOf = (id: string) => store.get(id);
    this.dispatcher = new Dispatcher({
      parts: { spawn, backends, datasets, speed, news, keeper, recordOf },
      queue,
      places,
      onBusy: (isBusy) => power.training(isBusy),
      onEnded: (record) => {
        if (record.document.finalTest?.state === 'due') this.onTestDue(record);
      },
    });
    this.maker = new RunMaker(this);
    this.control = new RunControl(this);
    this.folders = new RunFolders(this);
    power.guard(new BatteryHold(this));
  }

  /** Reads all runs from disk. What waited before goes on waiting until somebody says that it is to start. */
  static async open(options: RunsOptions): Promise<Runs> {
    const { library, hub } = options;
    const store = await RunStore.open(library);
    const all = store.listed();
    const waiting = all.filter(({ state }) => state === 'queued');
    const cutShort = all.filter(({ state, pausedBy }) =>
      state === 'paused' || state === 'interrupted'
        ? pausedBy === 'closing' || pausedBy === 'battery'
        : false,
    );
    const ids = (runs: ListedRun[]) => runs.map(({ id }) => id);
    const queue = await Queue.open(library, ids(waiting), ids(cutShort), (summary) =>
      hub.publish({ type: 'queue', queue: summary }),
    );
    return new Runs(options, store, queue);
  }

  get unreadable(): string[] {
    return this.store.unreadable;
  }

  /** Newest first. */
  list(): ListedRun[] {
    return this.store.listed().toReversed();
  }

  /** @throws NotFound */
  async get(id: string): Promise<RunSummary> {
    return (await this.record(id).load()).summary();
  }

  /** @throws NotFound */
  record(id: string): RunRecord {
    return this.store.get(id);
  }

  /** Makes up for tests that were cut short. */
  testDue(): void {
    for (const record of this.store.all()) {
      if (!record.isSettled && record.document.finalTest?.state === 'due') this.onTestDue(record);
    }
  }

  /** @throws Refusal when a run that trains, or will, needs the dataset, maybe by another one that leads to it */
  async refuseIfTrainedOn(dataset: string): Promise<void> {
    const needed = [dataset, ...(await this.options.datasets.linkedTo(dataset))];
    const isUnderWay = ({ state, spec }: ListedRun) =>
      ['queued', 'starting', 'running'].includes(state) && needed.includes(spec.data.dataset);
    const one = this.store.listed().find(isUnderWay);
    if (one === undefined) return;
    const by = one.spec.data.dataset;
    const how = by === dataset ? 'it' : `"${by}", which is a link to this data,`;
    throw Refusal.of(
      'dataset',
      `${one.name} is trained on ${how} just now: wait until it is done, or stop it.`,
    );
  }

  /**
   * Ends the engines; with `save` each leaves a checkpoint and its run is paused, else it is interrupted. What
   * waits goes on waiting when the library is opened again.
   */
  async close(save: boolean): Promise<void> {
    await this.dispatcher.close(save);
    await this.queue.close();
    await this.store.close();
  }
}
