import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RayPlace } from '@shared/contract/place';
import type { ListedSweep, Sweep } from '@shared/contract/sweep';
import { ENDED_STATES, type RunSummary } from '@shared/contract/run';
import { untakenName } from '@shared/spec/derive';
import { isOfSeeds, MOST_IN_SWEEP_NAME } from '@shared/sweep/sweep-spec';
import type { Datasets } from '../datasets';
import type { Hub } from '../hub';
import type { Library } from '../library';
import type { RayPlaces } from '../ray/ray-places';
import { NotFound, Refusal } from '../refusal';
import { newRunId } from '../run-names';
import type { Runs } from '../runs/runs';
import { checkSweepRuns, type CheckedSweep } from './check-sweep-runs';
import { SweepBin } from './sweep-bin';
import { SweepControl } from './sweep-control';
import { SweepFolders } from './sweep-folders';
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
  readonly byId = new Map<string, SweepRecord>();
  readonly #closing = new AbortController();
  readonly trials: TrialRunner;
  readonly #due = new Set<SweepRecord>();
  readonly bin: SweepBin;
  readonly control = new SweepControl(this);
  readonly folders = new SweepFolders(this);

  private constructor(readonly options: SweepsOptions) {
    this.bin = new SweepBin(options.library);
    const { runs, optuna, places } = options;
    this.trials = new TrialRunner(runs, optuna, places, this.#closing.signal);
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
        if (record) sweeps.byId.set(record.id, record);
      }
    }
    if (options.library.readOnly === '') await sweeps.trials.adopt(sweeps.byId);
    void sweeps.#listen();
    return sweeps;
  }

  async #listen(): Promise<void> {
    for await (const event of this.options.hub.subscribe(this.#closing.signal)) {
      if (event.type === 'run') this.#hearRun(event.run);
      else if (event.type === 'run-removed') {
        const sweep = this.trials.sweepOf(event.run);
        if (sweep) this.#advance(sweep);
      }
    }
  }

  #hearRun({ id, state, epochs }: RunSummary): void {
    const sweep = this.trials.sweepOf(id);
    if (sweep === undefined) return;
    // Whoever lets its trial go on, lets the sweep go on.
    if (sweep.waitsForWord && (state === 'starting' || state === 'running')) {
      sweep.waitsForWord = false;
      this.tell(sweep);
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
    await this.trials.step(sweep);
    this.tell(sweep);
  }

  /** Tells whoever shows sweeps what one is like now. */
  tell(sweep: SweepRecord): void {
    if (!this.byId.has(sweep.id)) return;
    this.options.hub.publish({ type: 'sweep', sweep: sweep.listed() });
  }

  /** Newest first. */
  list(): ListedSweep[] {
    return [...this.byId.values()]
      .map((sweep) => sweep.listed())
      .toSorted((a, b) => b.id.localeCompare(a.id));
  }

  /** @throws NotFound */
  get(id: string): Sweep {
    return this.record(id).summary();
  }

  /** @throws NotFound */
  record(id: string): SweepRecord {
    const sweep = this.byId.get(id);
    if (sweep === undefined) throw new NotFound(`There is no sweep ${id} in this library.`);
    return sweep;
  }

  /** Sweeps that begin trials by themselves. */
  underWay(): number {
    const goesOn = ({ state, waitsForWord }: SweepRecord) => state.phase === 'running' && !waitsForWord;
    return [...this.byId.values()].filter(goesOn).length;
  }

  check(input: unknown, place?: RayPlace): Promise<CheckedSweep> {
    const { runs, optuna, datasets } = this.options;
    return checkSweepRuns(input, { maker: runs.maker, optuna, datasets }, place);
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
    const taken = new Set([...this.byId.values()].map((record) => record.name));
    const { dataset } = spec.run.data;
    const name = spec.name ?? `${spec.run.name ?? dataset}-${isOfSeeds(spec) ? 'seeds' : 'sweep'}`.slice(-50);
    await mkdir(library.sweeps, { recursive: true });
    const newest = [...this.byId.keys()].reduce((a, b) => (a > b ? a : b), '');
    const record = await SweepRecord.create(library.sweeps, {
      version: 1,
      id: newRunId(new Date(), newest || undefined),
      name: untakenName(name, taken, MOST_IN_SWEEP_NAME),
      createdAt: new Date().toISOString(),
      appVersion,
      datasetName: (await datasets.get(dataset)).name,
      spec,
      ...(place && { place }),
    });
    this.byId.set(record.id, record);
    return this.inTurn(record, async () => {});
  }

  /** Changes a sweep on somebody's word, and does what follows. */
  inTurn(sweep: SweepRecord, change: () => Promise<void>): Promise<Sweep> {
    return sweep.inTurn(async () => {
      // It may have been discarded meanwhile.
      this.record(sweep.id);
      await change();
      sweep.waitsForWord = false;
      await this.#step(sweep);
      return sweep.summary();
    });
  }

  /** Nothing is begun, and nothing written, after this. */
  async close(): Promise<void> {
    this.#closing.abort();
    // Whoever waits for a trial to be drawn waits no longer.
    this.options.optuna.close();
    await Promise.all([...this.byId.values()].map((sweep) => sweep.inTurn(async () => {})));
  }
}
