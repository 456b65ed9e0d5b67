import { Arrivals } from './arrivals';
import { Backends } from './backends';
import { LibraryBackups } from './backup/library-backups';
import type { KeptCrashes } from './care/crash-words';
import { LibraryRemoval } from './care/library-removal';
import { LibraryChecks } from './check/library-checks';
import { useOfStudio } from './check/use-of-studio';
import { clearUnusedWeights } from './clear-weights';
import { Datasets } from './datasets';
import { Devices } from './devices/devices';
import { Drafts } from './drafts';
import type { SpawnEngine } from './engine-process';
import { Evaluations } from './evaluations';
import { Exports } from './exports';
import { FinalTests } from './final-tests';
import { migrateLibrary } from './format/migrate-library';
import { Hub } from './hub';
import { Jobs } from './jobs';
import { KeptProbes } from './kept-probes';
import { prepareLibrary } from './library';
import { unknownMachine, type Machine } from './machine';
import type { MachinesOptions } from './machines/dial';
import { Machines } from './machines/machines';
import { networkEnvironment } from './network';
import { LibraryMove } from './move/library-move';
import { Power } from './power';
import { Predictions } from './predict/predictions';
import { RayPlaces } from './ray/ray-places';
import { makeRouter, type StudioRouter } from './router/router';
import { Runs } from './runs/runs';
import { Runtimes, type RuntimePlace } from './runtime/runtimes';
import { SpeedOfMachine } from './speed/speed-of-machine';
import { StartsOnce } from './starts-once';
import { Optuna } from './sweeps/optuna/optuna';
import { Sweeps } from './sweeps/sweeps';
import type { UpdatePlace } from './update/update-place';
import { Updates } from './update/updates';

export type { StudioRouter };

export interface StudioOptions {
  /** the library's folder; made when missing */
  libraryFolder: string;
  spawnEngine: SpawnEngine;
  shell: 'desktop' | 'server' | 'terminal';
  appVersion: string;
  /** where what can be made anew is kept for the next start, beside any library; left out: nothing is */
  cacheFolder?: string | undefined;
  /** where native libraries are, and are fetched to; left out: none are */
  runtimes?: RuntimePlace | undefined;
  /** how the program itself is updated; left out: it is not */
  updates?: UpdatePlace | undefined;
  /** left out: nothing keeps the machine awake, and nothing is known of a battery */
  machine?: Machine | undefined;
  /** other machines that it works with; left out: none */
  machines?: MachinesOptions | undefined;
  /** shows a folder in the system's file manager, where there is one */
  showFolder?: ((path: string) => void) | undefined;
  /** the last lines of the program's log, where it keeps one */
  logTail?: ((lines: number) => string[]) | undefined;
  /** its crashes, where it keeps reports of them */
  crashes?: KeptCrashes | undefined;
}

export interface Studio {
  /** carries out the contract */
  readonly router: StudioRouter;
  /** its runs, and where they are told of: for reports that come from elsewhere than an engine of its own */
  readonly runs: Runs;
  readonly hub: Hub;
  /** runs that train, or will start by themselves */
  activeRuns(): number;
  /** completed runs that are tested, or about to be */
  finalTests(): number;
  /** runs that an engine has */
  trainingRuns(): number;
  /** imports, evaluations and the like that are under way, without what is made anew when it is missed */
  jobsUnderWay(): number;
  /** Stops engines (each saves a checkpoint when `save`). Resolves when nothing writes any more. */
  close(how: { save: boolean }): Promise<void>;
}

/**
 * Opens a library. The caller holds its lock.
 *
 * @throws LibraryError in one sentence, when the library cannot be written
 */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const { shell, appVersion, showFolder, logTail, crashes } = options;
  const library = await prepareLibrary(options.libraryFolder);
  if (library.readOnly === '') await migrateLibrary(library.folder, appVersion);
  const hub = new Hub();
  const power = await Power.open(library, options.machine ?? unknownMachine, (settings) =>
    hub.publish({ type: 'settings', settings }),
  );
  const spawnEngine: SpawnEngine = (env) =>
    options.spawnEngine({
      ...networkEnvironment(power.settings),
      ...(options.runtimes && { TRAINYARD_RUNTIMES: options.runtimes.folder }),
      ...env,
    });
  const move = await LibraryMove.open(library);
  const jobs = new Jobs(spawnEngine, (job) => hub.publish({ type: 'job', job }));
  const backends = new Backends(
    spawnEngine,
    (reports) => hub.publish({ type: 'backends', backends: reports }),
    options.cacheFolder === undefined ? undefined : new KeptProbes(options.cacheFolder),
  );
  const runtimes = options.runtimes && new Runtimes(options.runtimes, jobs, () => void backends.list(true));
  await runtimes?.open();
  const datasets = new Datasets(
    library,
    jobs,
    (dataset) => hub.publish({ type: 'dataset', dataset }),
    (dataset) => hub.publish({ type: 'dataset-removed', dataset }),
  );
  const speed = new SpeedOfMachine({
    library,
    spawn: spawnEngine,
    backends,
    jobs,
    onMeasured: (state) => hub.publish({ type: 'speed', speed: state }),
    isTraining: () => runs.dispatcher.active() > 0,
  });
  const devices = new Devices({
    spawn: spawnEngine,
    backends,
    jobs,
    cacheFolder: options.cacheFolder,
    refuseAtWork: () => speed.refuseAtWork(),
  });
  speed.alsoGivesWay = devices;
  const places = new RayPlaces(library, appVersion);
  const runs = await Runs.open({
    library,
    spawn: spawnEngine,
    backends,
    speed,
    datasets,
    hub,
    power,
    places,
    appVersion,
  });
  const optuna = new Optuna(() => process.env['TRAINYARD_PYTHON'] ?? '');
  const sweeps = await Sweeps.open({ library, runs, datasets, hub, optuna, places, appVersion });
  // Between two trials nothing trains, and yet a sweep goes on.
  const activeRuns = () => Math.max(runs.dispatcher.active(), sweeps.underWay());
  const updates =
    options.updates &&
    (await Updates.open({
      place: options.updates,
      appVersion,
      spawn: spawnEngine,
      jobs,
      onChange: (update) => hub.publish({ type: 'update', update }),
      activeRuns,
      looksByItself: shell !== 'terminal',
    }));
  const evaluations = new Evaluations(runs, datasets, backends, jobs, hub);
  const exports = new Exports({ library, runs, datasets, backends, evaluations, jobs, appVersion });
  const isWritten = library.readOnly === '';
  if (isWritten) await exports.clear();
  // Beside all else; a command in a terminal is not there for it.
  const cleared =
    isWritten && shell !== 'terminal' ? clearUnusedWeights(library).catch(console.error) : undefined;
  const predictions = new Predictions(runs, backends, spawnEngine);
  const machines =
    options.machines &&
    (await Machines.open({
      options: options.machines,
      datasets,
      jobs,
      publish: (event) => hub.publish(event),
      namesHere: () => runs.list().map(({ name }) => name),
    }));
  if (machines) runs.namesElsewhere = () => machines.runNames();
  const finalTests = new FinalTests(evaluations, runs.news);
  runs.onTestDue = (record) => finalTests.take(record);
  // A command in a terminal is over sooner than a test; `resume` makes up for it there.
  if (shell !== 'terminal' && isWritten) runs.testDue();
  const inUse = useOfStudio(runs, datasets, evaluations);
  const checks = new LibraryChecks(library, inUse);
  const backups = new LibraryBackups(library, inUse);
  const removal = new LibraryRemoval(
    library,
    () =>
      runs.dispatcher.active() > 0 ||
      sweeps.underWay() > 0 ||
      jobs.list().some(({ state }) => state === 'running'),
  );
  const parts = {
    library,
    hub,
    move,
    checks,
    backups,
    removal,
    backends,
    runtimes,
    devices,
    updates,
    speed,
    datasets,
    drafts: new Drafts(library),
    arrivals: new Arrivals(library, datasets, (dataset) => hub.publish({ type: 'dataset', dataset })),
    startsOnce: new StartsOnce(runs),
    machines,
    runs,
    places,
    sweeps,
    evaluations,
    exports,
    predictions,
    jobs,
    power,
    shell,
    appVersion,
    showFolder,
    logTail,
    crashes,
  };
  return {
    router: makeRouter(parts),
    runs,
    hub,
    activeRuns,
    finalTests: () => finalTests.underWay(),
    trainingRuns: () => runs.dispatcher.training(),
    jobsUnderWay: () =>
      jobs.list().filter(({ state, type }) => state === 'running' && type !== 'make-dataset').length,
    close: async ({ save }) => {
      // A run that saves may wait for a dataset that is still being made.
      if (!save) jobs.close();
      await machines?.close();
      await updates?.close();
      await checks.close();
      await backups.close();
      await predictions.close();
      if (isWritten) await exports.clear();
      await sweeps.close();
      await cleared;
      await runs.close(save);
      const tested = finalTests.close();
      jobs.close();
      await tested;
      // Last of all: from here on nothing writes into the library.
      await move.close();
      await removal.close(() => crashes?.forget());
    },
  };
}
