import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RayPlace } from '@shared/contract/place';
import type { DiscardedSweep, ListedSweep, Sweep, SweepLabelChange } from '@shared/contract/sweep';
import { ENDED_STATES, type RunSummary } from '@shared/contract/run';
import { nextName } from '@shared/spec/derive';
import type { Budget } from '@shared/sweep/sweep-spec';
import { counted } from '@shared/sweep/sweep-words';
import type { Datasets } from '../datasets';
import type { Hub } from '../hub';
import type { Library } from '../library';
import type { RayPlaces } from '../ray/ray-places';
import { NotFound, Refusal } from '../refusal';
import { newRunId } from '../run-names';
import type { Runs } from '../runs/runs';
import { checkSweepRuns, type CheckedSweep } from './check-sweep-runs';
import { discardRuns, renameExperiment, restoreRuns } from './runs-of-sweep';
import { SweepBin } from './sweep-bin';
import type { Optuna } from './optuna/optuna';
import { SweepRecord } from './sweep-record';
import { TrialRunner } from './trial-runner';

interface SweepsOptions {
  library: Library;
  runs: Runs;
  datasets: Datasets;
  hub: Hub;
  optuna: Optuna;
  places: RayPlaces;
  appVersion: string;
}

/** The sweeps of a library, and what can be asked of them. */
export class Sweeps {
  readonly #byId = new Map<string, SweepRecord>();
  readonly #closing = new AbortController();
  readonly #trials: TrialRunner;
  readonly #due = new Set<SweepRecord>();
  readonly bin: SweepBin;

  private constructor(readonly options: SweepsOptions) {
    this.bin = new SweepBin(options.library);
    const { runs, optuna, places } = options;
    this.#trials = new TrialRunner(runs, optuna, places, this.#closing.signal);
  }

  /** Reads all sweeps from disk. Those that were under way go on when somebody says so. */
  static async open(options: SweepsOptions): Promise<Sweeps> {
    const sweeps = new Sweeps(options);
    const folder = options.library.sweeps;
    for (const name of await readdir(folder).catch(() => [])) {
      if (name.startsWith('.')) {
        if (options.library.readOnly === '') await rm(join(folder, name), { recursive: true, force: true });
      } else {
        const record = await SweepRecord.read(join(folder, name));
        if (record) sweeps.#byId.set(record.id, record);
      }
    }
    if (options.library.readOnly === '') await sweeps.#trials.adopt(sweeps.#byId);
    void sweeps.#listen();
    return sweeps;
  }

  async #listen(): Promise<void> {
    for await (const event of this.options.hub.subscribe(this.#closing.signal)) {
      if (event.type === 'run') this.#hearRun(event.run);
      else if (event.type === 'run-removed') {
        const sweep = this.#trials.sweepOf(event.run);
        if (sweep) this.#advance(sweep);
      }
    }
  }

  #hearRun({ id, state, epochs }: RunSummary): void {
    const sweep = this.#trials.sweepOf(id);
    if (sweep === undefined) return;
    // Whoever lets its trial go on, lets the sweep go on.
    if (sweep.waitsForWord && (state === 'starting' || state === 'running')) {
      sweep.waitsForWord = false;
      this.#tell(sweep);
    }
    const trial = sweep.state.open.find(({ run }) => run === id);
    const isNews = ENDED_STATES.includes(state) || (epochs.at(-1)?.epoch ?? 0) > (trial?.epoch ?? 0);
    if (isNews) this.#advance(sweep);
  }

  #advance(sweep: SweepRecord): void {
    if (this.#due.has(sweep)) return;
    this.#due.add(sweep);
    sweep
      .inTurn(async () => {
        this.#due.delete(sweep);
        await this.#step(sweep);
      })
      .catch((error: unknown) => console.error(`Sweep ${sweep.id} could not go on.`, error));
  }

  async #step(sweep: SweepRecord): Promise<void> {
    await this.#trials.step(sweep);
    this.#tell(sweep);
  }

  #tell(sweep: SweepRecord): void {
    if (!this.#byId.has(sweep.id)) return;
    this.options.hub.publish({ type: 'sweep', sweep: sweep.listed() });
  }

  /** Newest first. */
  list(): ListedSweep[] {
    return [...this.#byId.values()]
      .map((sweep) => sweep.listed())
      .toSorted((a, b) => b.id.localeCompare(a.id));
  }

  /** @throws NotFound */
  get(id: string): Sweep {
    return this.#record(id).summary();
  }

  #record(id: string): SweepRecord {
    const sweep = this.#byId.get(id);
    if (sweep === undefined) throw new NotFound(`There is no sweep ${id} in this library.`);
    return sweep;
  }

  /** Sweeps that begin trials by themselves. */
  underWay(): number {
    const goesOn = ({ state, waitsForWord }: SweepRecord) => state.phase === 'running' && !waitsForWord;
    return [...this.#byId.values()].filter(goesOn).length;
  }

  check(input: unknown, place?: RayPlace): Promise<CheckedSweep> {
    return checkSweepRuns(input, this.options.runs.maker, this.options.optuna, place);
  }

  /**
   * Begins a sweep.
   *
   * @throws Refusal with every problem, before anything is written
   */
  async create(input: unknown, place?: RayPlace): Promise<Sweep> {
    const { library, datasets, places, appVersion } = this.options;
    const { problems, sweep: spec } = await this.check(input, place);
    if (spec === undefined || problems.some(({ severity }) => severity === 'error')) {
      throw Refusal.ofProblems(problems);
    }
    if (place) await places.refuseUnusable(place);
    const taken = new Set([...this.#byId.values()].map((record) => record.name));
    const { dataset } = spec.run.data;
    let name = spec.name ?? `${spec.run.name ?? dataset}-sweep`.slice(-50);
    while (taken.has(name)) name = nextName(name);
    await mkdir(library.sweeps, { recursive: true });
    const newest = [...this.#byId.keys()].reduce((a, b) => (a > b ? a : b), '');
    const record = await SweepRecord.create(library.sweeps, {
      version: 1,
      id: newRunId(new Date(), newest || undefined),
      name,
      createdAt: new Date().toISOString(),
      appVersion,
      datasetName: (await datasets.get(dataset)).name,
      spec,
      ...(place && { place }),
    });
    this.#byId.set(record.id, record);
    return this.#inTurn(record, async () => {});
  }

  /** Begins no further trial, and pauses the one that is under way. */
  pause(id: string): Promise<Sweep> {
    const sweep = this.#record(id);
    return this.#inTurn(sweep, async () => {
      this.#refuseUnless(sweep, sweep.state.phase === 'running', 'pause');
      await sweep.write({ type: 'pause', why: null });
      await this.#trials.pauseOpen(sweep);
    });
  }

  /** Ends the trial that is under way, with a checkpoint, and begins no other. */
  stop(id: string): Promise<Sweep> {
    const sweep = this.#record(id);
    return this.#inTurn(sweep, async () => {
      const { phase } = sweep.state;
      this.#refuseUnless(sweep, phase === 'running' || phase === 'paused', 'stop');
      await sweep.write({ type: 'stop' });
      await this.#trials.stopOpen(sweep);
    });
  }

  /**
   * Goes on with a sweep that was paused, or that ran when Trainyard was closed: first with the trial that was under way.
   *
   * @param acceptChanges whether that trial may be computed otherwise than it was begun
   * @throws Refusal when it cannot go on
   */
  resume(id: string, acceptChanges = false): Promise<Sweep> {
    const sweep = this.#record(id);
    return this.#inTurn(sweep, async () => {
      const { state } = sweep;
      const stands = state.open.some(({ run }) => run !== null && this.#standsStill(run));
      this.#refuseUnless(sweep, state.phase === 'paused' || sweep.waitsForWord || stands, 'resume');
      await this.#trials.resumeOpen(sweep, acceptChanges);
      if (state.phase === 'paused') await sweep.write({ type: 'resume' });
    });
  }

  /** Somebody may have paused the run of a trial by itself. */
  #standsStill(run: string): boolean {
    return this.options.runs.store.find(run)?.listed().state === 'paused';
  }

  /**
   * Gives a sweep another budget; one that was done, or stopped, goes on.
   *
   * @throws Refusal when that would end no later than it has
   */
  extend(id: string, budget: Budget): Promise<Sweep> {
    const sweep = this.#record(id);
    return this.#inTurn(sweep, async () => {
      const { state, document, name } = sweep;
      const isEndless = Object.values(budget).every((limit) => limit === undefined);
      if (document.spec.sampler !== 'grid' && isEndless) {
        throw Refusal.of('budget', 'Say when it ends: after so many trials, minutes or epochs.');
      }
      if (budget.trials !== undefined && budget.trials < state.trials.length) {
        const begun = counted(state.trials.length, 'trial');
        throw Refusal.of('budget', `${name} has begun ${begun} already: give it at least as many.`);
      }
      await this.#trials.resumeOpen(sweep, false);
      await sweep.write({ type: 'extend', budget });
    });
  }

  /**
   * Renames or archives a sweep. Those of its runs that are in the experiment of its name stay in it under the new one.
   *
   * @throws Refusal when another sweep has that name; NotFound
   */
  label(id: string, change: SweepLabelChange): Promise<Sweep> {
    const sweep = this.#record(id);
    return sweep.inTurn(async () => {
      const { name: before } = sweep;
      const { name = before } = change;
      if (name !== before && [...this.#byId.values()].some((other) => other.name === name)) {
        throw Refusal.of('sweep', `There is a sweep ${name} already: give it another name.`);
      }
      await sweep.label(change);
      this.#tell(sweep);
      await renameExperiment(this.options.runs, sweep, before);
      return sweep.summary();
    });
  }

  /**
   * Stops a sweep and moves it into the bin.
   *
   * @param withRuns whether its runs go there too
   * @returns with why some of them stayed, in a sentence each
   * @throws NotFound
   */
  discard(id: string, withRuns: boolean): Promise<DiscardedSweep & { refused: string[] }> {
    const sweep = this.#record(id);
    const { runs, hub } = this.options;
    return sweep.inTurn(async () => {
      this.#record(id);
      const { phase, trials } = sweep.state;
      if (phase === 'running' || phase === 'paused') {
        await sweep.write({ type: 'stop' });
        await this.#trials.stopOpen(sweep);
      }
      const all = trials.flatMap(({ run }) => (run !== null && runs.store.find(run) ? run : []));
      const its = withRuns ? all : [];
      const entry = await this.bin.put(id, its);
      this.#byId.delete(id);
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
    const { folder, runs } = await this.bin.takeBack(id);
    const sweep = await SweepRecord.read(folder);
    if (sweep === undefined) throw new Error(`${folder} could not be read back.`);
    this.#byId.set(id, sweep);
    this.#tell(sweep);
    await restoreRuns(this.options.runs.folders, runs);
    return sweep.summary();
  }

  /** Changes a sweep on somebody's word, and does what follows. */
  #inTurn(sweep: SweepRecord, change: () => Promise<void>): Promise<Sweep> {
    return sweep.inTurn(async () => {
      // It may have been discarded meanwhile.
      this.#record(sweep.id);
      await change();
      sweep.waitsForWord = false;
      await this.#step(sweep);
      return sweep.summary();
    });
  }

  #refuseUnless({ name, state }: SweepRecord, isRight: boolean, what: string): void {
    if (isRight) return;
    throw Refusal.of('sweep', `${name} is ${state.phase}: there is nothing to ${what}.`);
  }

  /** Nothing is begun, and nothing written, after this. */
  async close(): Promise<void> {
    this.#closing.abort();
    // Whoever waits for a trial to be drawn waits no longer.
    this.options.optuna.close();
    await Promise.all([...this.#byId.values()].map((sweep) => sweep.inTurn(async () => {})));
  }
}
