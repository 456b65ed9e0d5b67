import { join } from 'node:path';
import { stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { Removable } from '@shared/contract/checkpoint';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { runLabelsSchema, type LabelChange } from '@shared/contract/labels';
import type { BinEntry, QueueSummary } from '@shared/contract/queue';
import type { LargestBatch, RateRange, RateRangeAsk } from '@shared/contract/finders';
import type { RayPlace } from '@shared/contract/place';
import type { RunTiming } from '@shared/contract/speed';
import {
  RESUMABLE_STATES,
  type Difference,
  type ListedRun,
  type RunDocument,
  type RunSummary,
  type SweepOfRun,
} from '@shared/contract/run';
import { hasErrors } from '@shared/spec/check';
import type { Problem } from '@shared/spec/problem';
import type { WantedChange } from '@shared/spec/change';
import { valueAt, withValueAt } from '@shared/spec/path';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backends } from './backends';
import { Bin } from './bin';
import { BroughtWeightsStore } from './brought-weights';
import { applyChange, standingOf } from './change-run';
import { checkRun } from './check-run';
import { CheckpointKeeper } from './checkpoint-keeper';
import { continuedNumericsProblems } from './continued-numerics';
import type { Datasets } from './datasets';
import { Device } from './device';
import type { SpawnEngine } from './engine-process';
import type { Hub } from './hub';
import { bytesFree, type Library } from './library';
import { writeNewRun } from './new-run';
import { memoryBytes } from './machine-memory';
import type { Power } from './power';
import { Queue } from './queue';
import { rayNumerics } from './ray/ray-numerics';
import type { RayPlaces } from './ray/ray-places';
import { Refusal } from './refusal';
import { freeName, newRunId } from './run-names';
import { RunNews } from './run-news';
import type { RunRecord } from './run-record';
import { RunStore } from './run-store';
import type { TrainingParts } from './run-training';
import { sideBySide } from './side-by-side';
import {
  differenceWords,
  processorName,
  resumeConditions,
  type ResumeConditions,
} from './resume-differences';
import { bytesToFill, findLargestBatch } from './speed/find-batch';
import { newRunNumerics } from './speed/new-run-numerics';
import type { SpeedOfMachine } from './speed/speed-of-machine';

const now = () => new Date().toISOString();
const newestOf = (records: readonly RunRecord[]): string | undefined =>
  records.reduce<string | undefined>(
    (newest, { id }) => (newest === undefined || id > newest ? id : newest),
    undefined,
  );

/** Each waits for the disk: a few side by side take as long as one. */
const LABELS_AT_ONCE = 32;

/** What a run is made for, when it is a sweep that makes it, or somebody who may ask for it twice; and where it trains elsewhere. */
interface MadeFor {
  sweep?: SweepOfRun;
  startKey?: string;
  experiment?: string;
  place?: RayPlace | undefined;
}

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

/** The runs of a library: what can be asked of each, and who has the device. */
export class Runs {
  readonly #device: Device;
  /** runs that train elsewhere, by their ids */
  readonly #elsewhere = new Map<string, Device>();
  readonly #parts: TrainingParts;
  readonly #news: RunNews;
  readonly bin: Bin;
  readonly weights: BroughtWeightsStore;
  /** which checkpoints stay */
  readonly keeper = new CheckpointKeeper((run) => this.#parentsIn(run));
  #closing = false;
  /** what tests a run that is completed; set by whoever can */
  onTestDue: (record: RunRecord) => void = () => {};
  /** paused since the machine runs on its battery */
  readonly #pausedByBattery = new Set<string>();
  /** of runs of older versions, so that they come back as they were */
  readonly #numberOfBinned = new Map<string, number>();

  private constructor(
    readonly options: RunsOptions,
    readonly store: RunStore,
    readonly queue: Queue,
  ) {
    const { spawn, backends, datasets, speed, hub, library } = options;
    this.#news = new RunNews(hub);
    this.bin = new Bin(library);
    this.weights = new BroughtWeightsStore(library);
    const recordOf = (id: string) => store.get(id);
    const { keeper } = this;
    this.#parts = { spawn, backends, datasets, speed, news: this.#news, keeper, recordOf };
    this.#device = new Device(
      this.#parts,
      (isBusy) => {
        options.power.training(isBusy);
        if (!isBusy) this.#startNext();
      },
      (record) => this.#ended(record),
    );
    options.power.guard(this);
  }

  #ended(record: RunRecord): void {
    if (record.document.finalTest?.state === 'due') this.onTestDue(record);
  }

  /** What has the run, here or elsewhere; undefined while nothing does. */
  #deviceOf(id: string): Device | undefined {
    return this.#elsewhere.get(id) ?? (this.#device.run?.id === id ? this.#device : undefined);
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

  /** Checkpoints of a run that others began with. */
  #parentsIn(run: string): ReadonlySet<string> {
    return this.store.startsIn(run);
  }

  /** Pins a checkpoint, so that nothing removes it, or unpins it. */
  async pin(id: string, checkpoint: string, isPinned: boolean): Promise<void> {
    await this.keeper.pin(this.record(id), checkpoint, isPinned);
    this.options.hub.publish({ type: 'checkpoints', run: id });
  }

  /** Removes a checkpoint that is damaged. */
  async removeDamaged(id: string, checkpoint: string): Promise<void> {
    await this.keeper.removeDamaged(this.record(id), checkpoint);
    this.options.hub.publish({ type: 'checkpoints', run: id });
  }

  /** Writes down that checkpoints of a run were removed because somebody wanted their space. */
  async tellCleaned(id: string, removed: readonly Removable[]): Promise<void> {
    const steps = removed.map(({ checkpoint }) => stepOfCheckpoint(checkpoint)).join(', ');
    const what = removed.length === 1 ? 'the checkpoint at step' : 'the checkpoints at steps';
    await this.#news.say(this.record(id), `Cleaned up: removed ${what} ${steps}.`);
    this.options.hub.publish({ type: 'checkpoints', run: id });
  }

  /** Makes up for tests that were cut short. */
  testDue(): void {
    for (const record of this.store.all()) {
      if (!record.isSettled && record.document.finalTest?.state === 'due') this.onTestDue(record);
    }
  }

  /** Runs that train, or will by themselves. */
  active(): number {
    return this.queue.startable() + this.training();
  }

  /** @throws Refusal when a run that trains, or will, needs the dataset */
  refuseIfTrainedOn(dataset: string): void {
    const isUnderWay = ({ state, spec }: ListedRun) =>
      ['queued', 'starting', 'running'].includes(state) && spec.data.dataset === dataset;
    const one = this.store.listed().find(isUnderWay);
    if (one === undefined) return;
    throw Refusal.of('dataset', `${one.name} is trained on it just now: wait until it is done, or stop it.`);
  }

  /** Runs that an engine has. */
  training(): number {
    return (this.#device.run ? 1 : 0) + this.#elsewhere.size;
  }

  /** All that is wrong or doubtful about a spec from outside. */
  async check(input: unknown, place?: RayPlace): Promise<{ problems: Problem[]; spec: RunSpec | undefined }> {
    const { library } = this.options;
    const { datasets, backends, power } = this.options;
    const parts = { datasets, backends, weights: this.weights };
    const limits = { free: await bytesFree(library), memoryShare: power.settings.memoryShare };
    return checkRun(input, parts, (id) => this.store.find(id), { ...limits, isHere: place === undefined });
  }

  /**
   * Queues a run.
   *
   * @throws Refusal with every problem, before anything is written
   */
  async create(input: unknown, as: MadeFor = {}): Promise<RunSummary> {
    const { problems, spec } = await this.check(input, as.place);
    if (spec === undefined || hasErrors(problems)) throw Refusal.ofProblems(problems);
    // A sweep has looked before its first trial; its cluster may be away for a while.
    if (as.place && as.sweep === undefined) await this.options.places.refuseUnusable(as.place);
    if (spec.start === undefined) return this.#create(spec, as);
    // Until the run is there, nothing says that it needs its parent's checkpoint.
    const parent = this.record(spec.start.run);
    const release = await this.keeper.hold(parent, spec.start.checkpoint);
    if (release === undefined) {
      throw Refusal.of(
        'start.checkpoint',
        `Checkpoint ${spec.start.checkpoint} of ${parent.name} has just been removed: choose another.`,
      );
    }
    try {
      return await this.#create(spec, as);
    } finally {
      release();
    }
  }

  #numericsFor(spec: RunSpec, place?: RayPlace) {
    const { backends, speed, power } = this.options;
    if (place) {
      const parent = spec.start ? this.record(spec.start.run).document.numerics : null;
      return { numerics: rayNumerics(spec, place, parent), why: '' };
    }
    return newRunNumerics(spec, {
      backends,
      speed,
      recordOf: (run) => this.record(run),
      leaveCoreFree: power.settings.leaveCoreFree,
    });
  }

  /**
   * How long a run would take here: it is trained for about two seconds, and nothing is kept.
   *
   * @throws Refusal for a spec with errors, and while anything trains
   */
  async time(input: unknown, signal: AbortSignal | undefined): Promise<RunTiming> {
    return this.options.speed.timer.time({ type: 'time-run', ...(await this.#tried(input)) }, signal);
  }

  /** What becomes of a run's loss while its learning rate rises. As `time`. */
  async findRate(input: unknown, ask: RateRangeAsk, signal: AbortSignal | undefined): Promise<RateRange> {
    if (ask.from >= ask.to) {
      throw Refusal.of('from', `The first rate, ${ask.from}, must be below the last, ${ask.to}.`);
    }
    return this.options.speed.timer.findRate(
      { type: 'find-rate', ...(await this.#tried(input)), ask },
      signal,
    );
  }

  /** The largest batch with which a run fits into the memory that is free. As `time`. */
  async findBatch(input: unknown, signal: AbortSignal | undefined): Promise<LargestBatch> {
    const { datasets, speed, power } = this.options;
    // One that is too large as it stands is no reason not to look.
    const tried = await this.#tried(withValueAt(input, 'batchSize', valueAt(input, 'microBatches') ?? 1));
    const dataset = await datasets.get(tried.spec.data.dataset);
    const limit = Math.min(bytesToFill(), power.settings.memoryShare * memoryBytes());
    return findLargestBatch(speed.timer, tried, dataset, limit, signal);
  }

  async #tried(input: unknown) {
    const { speed, datasets } = this.options;
    const { problems, spec } = await this.check(input);
    if (!spec || hasErrors(problems)) {
      throw new Refusal('Mend what is wrong with the run first, then measure it.', problems);
    }
    speed.refuseAtWork();
    const { numerics } = await this.#numericsFor(spec);
    const { dataset } = spec.data;
    await datasets.ensure(dataset);
    return { spec, datasetFolder: datasets.folderOf(dataset), compute: numerics };
  }

  async #create(spec: RunSpec, as: MadeFor): Promise<RunSummary> {
    const { library, backends, datasets, appVersion } = this.options;
    const { place } = as;
    const { numerics, why } = await this.#numericsFor(spec, place);
    const dataset = await datasets.get(spec.data.dataset);
    const id = newRunId(new Date(), newestOf(this.store.all()));
    const name = freeName(spec, new Set(this.store.all().map((record) => record.name)));
    const document: RunDocument = {
      version: 1,
      id,
      spec,
      state: 'queued',
      reason: null,
      mends: [],
      pausedBy: null,
      finalTest: null,
      generation: 0,
      number: this.store.nextNumber(),
      createdAt: now(),
      startedAt: null,
      endedAt: null,
      numerics,
      processor: place ? '' : processorName(),
      stepsPerEpoch: null,
      datasetName: dataset.name,
      datasetFingerprint: dataset.fingerprint,
      inputShape: [...dataset.shape],
      classes: dataset.classes,
      input: dataset.input,
      target: dataset.target,
      appVersion,
      ...(as.sweep && { sweep: as.sweep }),
      ...(place && { place }),
      ...(as.startKey !== undefined && { startKey: as.startKey }),
    };
    // A run that goes on from another one belongs to the same experiment.
    const experiment = as.experiment ?? (spec.start && this.store.find(spec.start.run)?.experiment) ?? '';
    const labels = runLabelsSchema.parse({ version: 1, name, experiment });
    const { weights } = spec;
    const record = await writeNewRun(library, document, labels, async (folder) => {
      if (weights) await this.weights.copyTo(weights.file, join(folder, OWN_WEIGHTS));
    });
    this.store.add(record);
    if (why !== '') await this.#news.say(record, why);
    const parent = spec.start && this.store.find(spec.start.run);
    for (const { message } of place ? [] : await continuedNumericsProblems(spec, parent, backends)) {
      await this.#news.say(record, message, 'warning');
    }
    this.#enqueue(record);
    return record.summary();
  }

  /**
   * Queues a run to go on; one that was paused before all others.
   *
   * @param acceptChanges whether it may be computed otherwise than it was begun
   * @throws Refusal when the run cannot go on, or would be computed otherwise; NotFound
   */
  async resume(id: string, acceptChanges = false): Promise<RunSummary> {
    const record = await this.record(id).load();
    const { state } = record.document;
    // All that is left of it is its test.
    if (state === 'completed' && record.document.finalTest?.state === 'due') {
      this.onTestDue(record);
      return record.summary();
    }
    const waitsForWord = this.queue.summary().waitingForWord.includes(id);
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
    this.queue.remove(id);
    for (const sentence of sentences) await this.#news.say(record, sentence, 'warning');
    this.#enqueue(record, state === 'paused');
    return record.summary();
  }

  /** What would be computed otherwise if a run went on here and now. */
  async differences(id: string): Promise<Difference[]> {
    return (await this.#conditions(this.record(id))).differences;
  }

  #conditions({ document }: RunRecord): Promise<ResumeConditions> {
    return resumeConditions(document, this.options.backends, this.options.datasets);
  }

  /** Starts no further run until `offBattery`; with `pausesToo` the one that trains is paused. */
  onBattery(pausesToo: boolean): void {
    this.queue.hold('battery');
    const training = this.#device.run;
    if (!pausesToo || training === undefined) return;
    this.#pausedByBattery.add(training.id);
    void this.#device.stop({ state: 'paused', by: 'battery' });
  }

  /** Goes on with what the battery held up. */
  offBattery(): void {
    for (const id of this.#pausedByBattery) {
      const state = this.store.find(id)?.listed();
      if (state?.state !== 'paused' || state.pausedBy !== 'battery') continue;
      this.resume(id).catch((error: unknown) => console.error(`Run ${id} could not go on.`, error));
    }
    this.#pausedByBattery.clear();
    this.queue.release('battery');
    this.#startNext();
  }

  /** Takes a run off the queue, or has its engine save and end. Resolves when it stands still. */
  stop(id: string): Promise<RunSummary> {
    return this.#standStill(id, 'stopped');
  }

  /** Like `stop`, but it is meant to go on. */
  pause(id: string): Promise<RunSummary> {
    return this.#standStill(id, 'paused');
  }

  /** Ends a run for a reason of its sweep's, wherever it stands, unless it has ended. Resolves when it stands still. */
  async endTrial(id: string, why: string): Promise<void> {
    const record = await this.record(id).load();
    const device = this.#deviceOf(id);
    const { state } = record.document;
    if (device) return device.stop({ state: 'stopped', why });
    if (state === 'completed' || state === 'stopped' || state === 'failed') return;
    this.queue.remove(id);
    await record.write({ state: 'stopped', reason: why, pausedBy: null, endedAt: now() });
    await this.#news.say(record, `Stopped: ${why}`);
    this.#news.tell(record);
  }

  async #standStill(id: string, state: 'stopped' | 'paused'): Promise<RunSummary> {
    const record = await this.record(id).load();
    const by = 'person' as const;
    const device = this.#deviceOf(id);
    if (device) {
      await device.stop(state === 'paused' ? { state, by } : { state });
    } else if (this.queue.has(id)) {
      const place = this.queue.summary().order.indexOf(id);
      this.queue.remove(id);
      try {
        await record.write({ state, pausedBy: state === 'paused' ? by : null, endedAt: now() });
      } catch (error) {
        // On disk it waits still.
        this.queue.add(id);
        this.queue.move(id, place);
        throw error;
      }
      this.#news.tell(record);
    } else {
      const what = state === 'paused' ? 'pause' : 'stop';
      throw Refusal.of('run', `${record.name} is ${record.document.state}: there is nothing to ${what}.`);
    }
    return record.summary();
  }

  /** Has a run that trains stop at the end of its epoch, or not after all. */
  stopAfterEpoch(id: string, on: boolean): RunSummary {
    const record = this.record(id);
    const device = this.#deviceOf(id);
    if (device === undefined) {
      throw Refusal.of('run', `${record.name} is ${record.document.state}: it is in no epoch.`);
    }
    device.stopAfterEpoch(on);
    return record.summary();
  }

  /**
   * Changes the learning rate or the number of epochs of a run that trains, waits or stands still. What it has
   * trained stays as it is.
   *
   * @throws Refusal when it cannot be changed like that; NotFound
   */
  async change(id: string, wanted: WantedChange): Promise<RunSummary> {
    const record = await this.record(id).load();
    const { document } = record;
    const device = this.#deviceOf(id);
    if (device) await device.change(wanted);
    else if (document.state === 'completed') {
      throw Refusal.of('run', `${record.name} is completed: continue from its last checkpoint instead.`);
    } else {
      const { at, stepsPerEpoch } = await standingOf(record, (run) => this.store.find(run));
      const { spec, text } = applyChange({ spec: document.spec, stepsPerEpoch }, wanted, at);
      await record.write({ spec });
      await this.#news.say(record, text);
      this.#news.tell(record);
    }
    return record.summary();
  }

  /** Has a run that trains save and end, and moves it into the bin. */
  async discard(id: string): Promise<BinEntry> {
    const record = this.record(id);
    const child = this.store
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
    const waits = this.queue.has(id);
    if (waits || this.#deviceOf(id)) await this.stop(id);
    this.queue.remove(id);
    this.store.remove(id);
    this.#numberOfBinned.set(id, record.number);
    try {
      const entry = await this.bin.put(id);
      this.options.hub.publish({ type: 'run-removed', run: id });
      return entry;
    } catch (error) {
      this.store.add(record);
      throw error;
    }
  }

  /**
   * Brings a run back from the bin, as it was when it was discarded.
   *
   * @throws NotFound
   */
  async restore(id: string): Promise<RunSummary> {
    return this.takeIn(await this.bin.takeBack(id));
  }

  /** Takes in a run of another library: it goes on here, whatever cluster its document names. */
  async takeInForeign(folder: string): Promise<RunSummary> {
    const summary = await this.takeIn(folder);
    if (summary.place === undefined) return summary;
    const record = this.record(summary.id);
    await record.write({ place: undefined, host: undefined });
    this.#news.tell(record);
    return record.summary();
  }

  /** Takes in a run whose folder was put among this library's, whole. */
  async takeIn(folder: string): Promise<RunSummary> {
    const record = await this.store.read(folder);
    if (record === undefined) throw new Error(`${folder} could not be read back.`);
    record.number = record.document.number ?? this.#numberOfBinned.get(record.id) ?? record.number;
    this.#news.tell(record);
    this.options.hub.publish({ type: 'checkpoints', run: record.id });
    return record.summary();
  }

  /**
   * Changes the labels of any number of runs.
   *
   * @throws NotFound when one of them is not there, before anything is changed
   */
  async label(changes: readonly LabelChange[]): Promise<ListedRun[]> {
    const records = changes.map(({ run }) => this.record(run));
    try {
      await sideBySide(changes, LABELS_AT_ONCE, (change) => this.record(change.run).label(change));
    } finally {
      // On a full disk some may be changed and others not.
      this.#news.tellListed(records);
    }
    return records.map((record) => record.listed());
  }

  async rename(id: string, name: string): Promise<RunSummary> {
    const record = await this.record(id).load();
    await record.rename(name);
    this.#news.tell(record);
    return record.summary();
  }

  holdQueue(): QueueSummary {
    this.queue.hold('person');
    return this.queue.summary();
  }

  releaseQueue(): QueueSummary {
    this.queue.release('person');
    this.#startNext();
    return this.queue.summary();
  }

  moveInQueue(id: string, to: number): QueueSummary {
    const record = this.record(id);
    if (!this.queue.has(id)) {
      throw Refusal.of('run', `${record.name} is ${record.document.state}: it does not wait in the queue.`);
    }
    this.queue.move(id, to);
    return this.queue.summary();
  }

  /**
   * Goes on as before the studio was closed.
   *
   * @throws Refusal of the first run that cannot go on; the others do
   */
  async goOn(): Promise<QueueSummary> {
    const refusals: unknown[] = [];
    for (const id of this.queue.summary().cutShort.toReversed()) {
      await this.resume(id).catch((error: unknown) => refusals.push(error));
    }
    this.releaseQueue();
    if (refusals.length > 0) throw refusals[0];
    return this.queue.summary();
  }

  /** Leaves runs that were cut short as they are, and does not ask about them again. */
  async leave(): Promise<QueueSummary> {
    for (const id of this.queue.leaveCutShort()) {
      const record = await this.record(id).load();
      await record.write({ pausedBy: record.document.state === 'paused' ? 'person' : null });
      this.#news.tell(record);
    }
    return this.queue.summary();
  }

  /**
   * Ends the engine; with `save` it leaves a checkpoint and its run is paused, else it is interrupted. What
   * waits goes on waiting when the library is opened again.
   */
  async close(save: boolean): Promise<void> {
    this.#closing = true;
    const devices = [this.#device, ...this.#elsewhere.values()];
    await Promise.all(
      devices.map((device) => (save ? device.stop({ state: 'paused', by: 'closing' }) : device.kill())),
    );
    await this.queue.close();
    await this.store.close();
  }

  #enqueue(record: RunRecord, first = false): void {
    record.progress = null;
    const { place } = record.document;
    // What trains elsewhere waits there, for a node, and not for this machine.
    if (place) return this.#startElsewhere(record, place);
    this.queue.add(record.id, first);
    this.#news.tell(record);
    this.#startNext();
  }

  #startElsewhere(record: RunRecord, place: RayPlace): void {
    if (this.#closing) return;
    const { id } = record;
    const elsewhere = this.options.places.elsewhere(place, record);
    const device = new Device(
      { ...this.#parts, elsewhere },
      (isBusy) => {
        if (isBusy) this.#elsewhere.set(id, device);
        // It may have been resumed meanwhile, and be another's.
        else if (this.#elsewhere.get(id) === device) this.#elsewhere.delete(id);
      },
      (ended) => this.#ended(ended),
    );
    device.start(record);
    this.#news.tell(record);
  }

  #startNext(): void {
    if (this.#closing) return;
    while (this.#device.run === undefined) {
      const id = this.queue.take();
      if (id === undefined) return;
      const record = this.record(id);
      // One that was about to be sent elsewhere when Trainyard was closed waits here for somebody's word.
      const { place } = record.document;
      if (place) this.#startElsewhere(record, place);
      else this.#device.start(record);
    }
  }
}
