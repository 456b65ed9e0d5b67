import { availableParallelism } from 'node:os';
import { implement } from '@orpc/server';
import { contract } from '@shared/contract/api';
import { bytesFree, type Library } from './library';
import type { LibraryRemoval } from './care/library-removal';
import type { KeptCrashes } from './care/crash-words';
import { diagnostics } from './care/diagnostics';
import { pinCheckpoint, removeDamagedCheckpoint } from './change-checkpoints';
import { CheckpointCleaning } from './checkpoint-cleaning';
import { checkpointFolder } from './checkpoints';
import { checkpointsOf } from './list-checkpoints';
import type { Arrivals } from './arrivals';
import type { Backends } from './backends';
import type { Datasets } from './datasets';
import type { Devices } from './devices/devices';
import type { Drafts } from './drafts';
import { READING_METHODS } from './format/reading-methods';
import { discardInterrupted, interruptedImport, interruptedImports } from './interrupted-imports';
import type { Evaluations } from './evaluations';
import type { Exports } from './exports';
import { ForeignCheckpoints } from './foreign-checkpoints';
import type { Hub } from './hub';
import type { Jobs } from './jobs';
import type { LibraryBackups } from './backup/library-backups';
import type { LibraryChecks } from './check/library-checks';
import type { LibraryMove } from './move/library-move';
import type { Machines } from './machines/machines';
import { throughMachines } from './machines/through-machines';
import type { Power } from './power';
import type { Predictions } from './predict/predictions';
import { memoryBytes } from './machine-memory';
import { NotFound, Refusal } from './refusal';
import { relinkData, runData } from './run-data';
import type { RayPlaces } from './ray/ray-places';
import { labelRuns, renameRun } from './runs/label-runs';
import { QueueControl } from './runs/queue-control';
import type { Runs } from './runs/runs';
import { Tryouts } from './runs/tryouts';
import type { Runtimes } from './runtime/runtimes';
import { openSharedRun } from './share/open-shared-run';
import { shareRun } from './share/share-run';
import type { SpeedOfMachine } from './speed/speed-of-machine';
import type { StartsOnce } from './starts-once';
import type { Sweeps } from './sweeps/sweeps';
import type { Updates } from './update/updates';

export interface StudioParts {
  library: Library;
  hub: Hub;
  move: LibraryMove;
  checks: LibraryChecks;
  backups: LibraryBackups;
  removal: LibraryRemoval;
  backends: Backends;
  runtimes: Runtimes | undefined;
  devices: Devices;
  updates: Updates | undefined;
  speed: SpeedOfMachine;
  datasets: Datasets;
  drafts: Drafts;
  arrivals: Arrivals;
  startsOnce: StartsOnce;
  machines: Machines | undefined;
  runs: Runs;
  places: RayPlaces;
  sweeps: Sweeps;
  evaluations: Evaluations;
  exports: Exports;
  predictions: Predictions;
  jobs: Jobs;
  power: Power;
  shell: 'desktop' | 'server' | 'terminal';
  appVersion: string;
  showFolder: ((path: string) => void) | undefined;
  logTail: ((lines: number) => string[]) | undefined;
  crashes: KeptCrashes | undefined;
}

/** The contract, carried out. Refusals and what is not found become the contract's own errors. */
export function makeRouter(parts: StudioParts) {
  const { library, hub, backends, speed, datasets, drafts, runs, evaluations, predictions, jobs, power } =
    parts;
  const foreign = new ForeignCheckpoints(library, runs, datasets);
  const cleaning = new CheckpointCleaning(runs);
  const queue = new QueueControl(runs);
  const tryouts = new Tryouts(runs);
  const updates = () => {
    if (!parts.updates) throw new NotFound('This Trainyard is not updated by itself.');
    return parts.updates;
  };
  const local = implement(contract).use(async ({ next, errors, path }) => {
    if (library.readOnly !== '' && !READING_METHODS.has(path.join('.'))) {
      throw errors.REFUSED({ message: library.readOnly, data: { problems: [] } });
    }
    try {
      return await next();
    } catch (error) {
      if (error instanceof Refusal) {
        throw errors.REFUSED({ message: error.message, data: { problems: error.problems } });
      }
      if (error instanceof NotFound) throw errors.NOT_FOUND({ message: error.message });
      throw error;
    }
  });
  const os = local.use(async ({ next, path, procedure, signal }, input, output) => {
    const { inputSchema, outputSchema } = procedure['~orpc'];
    const call = { path, input, inputSchema, outputSchema, signal };
    return output(await throughMachines(parts.machines, call, async () => (await next()).output));
  });

  return os.router({
    studio: {
      info: os.studio.info.handler(async () => ({
        appVersion: parts.appVersion,
        shell: parts.shell,
        platform: `${process.platform} ${process.arch}`,
        cpus: availableParallelism(),
        memoryBytes: memoryBytes(),
        library: {
          folder: library.folder,
          bytesFree: await bytesFree(library),
          unreadable: runs.unreadable,
          readOnly: library.readOnly,
        },
        filePicking: 'path',
        canShowFolders: parts.showFolder !== undefined,
      })),
      showFolder: os.studio.showFolder.handler(({ input }) => {
        if (!parts.showFolder) {
          throw Refusal.of(
            'run',
            'Folders are shown only in the desktop window, on the machine of the library.',
          );
        }
        const { folder } = runs.record(input.run);
        const path = input.checkpoint === undefined ? folder : checkpointFolder(folder, input.checkpoint);
        parts.showFolder(path);
        return { path };
      }),
      diagnostics: os.studio.diagnostics.handler(async () => ({
        text: await diagnostics({
          library,
          shell: parts.shell,
          appVersion: parts.appVersion,
          settings: power.settings,
          backends: await backends.list(false),
          counts: {
            runs: runs.list().length,
            unreadable: runs.unreadable.length,
            training: runs.dispatcher.training(),
            datasets: (await datasets.list()).length,
          },
          logTail: parts.logTail,
          crashes: parts.crashes?.newest(),
        }),
      })),
      events: os.studio.events.handler(({ signal }) => hub.subscribe(signal)),
    },
    library: {
      place: os.library.place.handler(() => parts.move.place()),
      move: os.library.move.handler(({ input }) => parts.move.begin(input.to)),
      goOnMove: os.library.goOnMove.handler(() => parts.move.goOn()),
      giveUpMove: os.library.giveUpMove.handler(() => parts.move.giveUp()),
      removeOld: os.library.removeOld.handler(() => parts.move.removeOld()),
      check: os.library.check.handler(({ input }) => parts.checks.begin(input.mend)),
      checked: os.library.checked.handler(() => parts.checks.last()),
      backUp: os.library.backUp.handler(({ input }) => parts.backups.begin(input.to)),
      backup: os.library.backup.handler(() => parts.backups.last()),
      removeAll: os.library.removeAll.handler(({ input }) => parts.removal.set(input.on)),
      removal: os.library.removal.handler(() => ({ on: parts.removal.isOn })),
      giveUpBackup: os.library.giveUpBackup.handler(() => parts.backups.giveUp()),
    },
    backends: { list: os.backends.list.handler(({ input }) => backends.list(input.again)) },
    runtimes: {
      list: os.runtimes.list.handler(async () => (await parts.runtimes?.list()) ?? []),
      fetch: os.runtimes.fetch.handler(({ input }) => {
        if (!parts.runtimes) throw new NotFound('This Trainyard keeps no native libraries.');
        return parts.runtimes.fetch(input.runtime, input.mirror);
      }),
      remove: os.runtimes.remove.handler(
        async ({ input }) => (await parts.runtimes?.remove(input.runtime)) ?? [],
      ),
    },
    devices: {
      report: os.devices.report.handler(() => parts.devices.report()),
      test: os.devices.test.handler(({ input }) => parts.devices.test(input.backend, input.seconds)),
    },
    updates: {
      get: os.updates.get.handler(() => updates().state()),
      set: os.updates.set.handler(({ input }) => updates().set(input)),
      look: os.updates.look.handler(() => updates().look()),
      fetch: os.updates.fetch.handler(() => updates().fetch()),
      install: os.updates.install.handler(({ input }) => updates().install(input.whenIdle)),
    },
    speed: {
      get: os.speed.get.handler(() => speed.state()),
      measure: os.speed.measure.handler(({ input }) => speed.measure(input.kinds)),
    },
    weights: {
      bring: os.weights.bring.handler(({ input }) => runs.weights.bring(input.path)),
      get: os.weights.get.handler(({ input }) => runs.weights.get(input.file)),
    },
    datasets: {
      list: os.datasets.list.handler(() => datasets.list()),
      get: os.datasets.get.handler(({ input }) => datasets.get(input.dataset)),
      inspect: os.datasets.inspect.handler(({ input }) => datasets.imports.inspect(input)),
      import: os.datasets.import.handler(({ input }) => datasets.imports.import(input).summary),
      interrupted: os.datasets.interrupted.handler(() => interruptedImports(library.datasets)),
      goOn: os.datasets.goOn.handler(async ({ input }) => {
        const { request } = await interruptedImport(library.datasets, input.id);
        return datasets.imports.import(request).summary;
      }),
      discardInterrupted: os.datasets.discardInterrupted.handler(async ({ input }) => {
        await discardInterrupted(library.datasets, input.id);
        return interruptedImports(library.datasets);
      }),
      report: os.datasets.report.handler(({ input }) => datasets.report(input.dataset)),
      rowsAt: os.datasets.rowsAt.handler(({ input }) =>
        datasets.rowsAt(input.dataset, input.split, input.indices),
      ),
      idsAt: os.datasets.idsAt.handler(({ input }) =>
        datasets.idsAt(input.dataset, input.split, input.indices),
      ),
      origin: os.datasets.origin.handler(({ input }) => datasets.origin(input.dataset)),
      remove: os.datasets.remove.handler(({ input }) => {
        runs.refuseIfTrainedOn(input.dataset);
        return datasets.remove(input.dataset);
      }),
      catalog: os.datasets.catalog.handler(() => datasets.imports.catalog()),
      fetch: os.datasets.fetch.handler(({ input }) => datasets.imports.fetch(input.entry, input.mirror).summary),
      make: os.datasets.make.handler(({ input }) => datasets.make(input.dataset)),
      samples: os.datasets.samples.handler(({ input }) =>
        datasets.samples(input.dataset, input.split, input.offset, input.count),
      ),
      samplesAt: os.datasets.samplesAt.handler(({ input }) =>
        datasets.samplesAt(input.dataset, input.split, input.indices),
      ),
      targets: os.datasets.targets.handler(({ input }) => datasets.targets(input.dataset, input.split)),
    },
    runs: {
      list: os.runs.list.handler(() => runs.list()),
      get: os.runs.get.handler(({ input }) => runs.get(input.run)),
      check: os.runs.check.handler(async ({ input }) => (await runs.maker.check(input.spec, input.place)).problems),
      time: os.runs.time.handler(({ input, signal }) => tryouts.time(input.spec, signal)),
      findRate: os.runs.findRate.handler(({ input: { spec, ...ask }, signal }) =>
        tryouts.findRate(spec, ask, signal),
      ),
      findBatch: os.runs.findBatch.handler(({ input, signal }) => tryouts.findBatch(input.spec, signal)),
      create: os.runs.create.handler(({ input: { spec, on, key, place } }) => {
        if (on !== undefined) throw noMachines();
        return place ? runs.maker.create(spec, { place }) : parts.startsOnce.create(spec, key);
      }),
      stop: os.runs.stop.handler(({ input }) => runs.control.stop(input.run)),
      stopAfterEpoch: os.runs.stopAfterEpoch.handler(({ input }) => runs.control.stopAfterEpoch(input.run, input.on)),
      pause: os.runs.pause.handler(({ input }) => runs.control.pause(input.run)),
      change: os.runs.change.handler(({ input: { run, ...wanted } }) => runs.control.change(run, wanted)),
      discard: os.runs.discard.handler(({ input }) => runs.folders.discard(input.run)),
      resume: os.runs.resume.handler(({ input }) => runs.control.resume(input.run, input.acceptChanges)),
      differences: os.runs.differences.handler(({ input }) => runs.control.differences(input.run)),
      label: os.runs.label.handler(({ input }) => labelRuns(runs, input.changes)),
      share: os.runs.share.handler(({ input: { run, checkpoints, to } }) =>
        shareRun(runs, runs.record(run), { checkpoints, to }),
      ),
      open: os.runs.open.handler(({ input }) => openSharedRun(runs, input.path)),
      data: os.runs.data.handler(({ input }) => runData(datasets, runs.record(input.run).document)),
      relinkData: os.runs.relinkData.handler(({ input }) =>
        relinkData(datasets, runs.record(input.run).document, input.path),
      ),
      rename: os.runs.rename.handler(({ input }) => renameRun(runs, input.run, input.name)),
      series: os.runs.series.handler(
        async ({ input }) => new Blob([await runs.record(input.run).series(input.fromRow)]),
      ),
      thinned: os.runs.thinned.handler(
        async ({ input }) => new Blob([await runs.record(input.run).thinned(input.fromRow, input.toRow)]),
      ),
      norms: os.runs.norms.handler(
        async ({ input }) => new Blob([await runs.record(input.run).recorded.norms()]),
      ),
      details: os.runs.details.handler(({ input }) => runs.record(input.run).recorded.details()),
      events: os.runs.events.handler(({ input }) => runs.record(input.run).events()),
    },
    places: {
      look: os.places.look.handler(({ input }) => parts.places.look(input)),
      list: os.places.list.handler(() => parts.places.known.list()),
    },
    sweeps: {
      list: os.sweeps.list.handler(() => parts.sweeps.list()),
      get: os.sweeps.get.handler(({ input }) => parts.sweeps.get(input.sweep)),
      check: os.sweeps.check.handler(async ({ input }) => {
        const { problems, preview = null } = await parts.sweeps.check(input.spec, input.place);
        return { problems, preview };
      }),
      create: os.sweeps.create.handler(({ input }) => parts.sweeps.create(input.spec, input.place)),
      pause: os.sweeps.pause.handler(({ input }) => parts.sweeps.pause(input.sweep)),
      resume: os.sweeps.resume.handler(({ input }) => parts.sweeps.resume(input.sweep, input.acceptChanges)),
      extend: os.sweeps.extend.handler(({ input }) => parts.sweeps.extend(input.sweep, input.budget)),
      stop: os.sweeps.stop.handler(({ input }) => parts.sweeps.stop(input.sweep)),
      label: os.sweeps.label.handler(({ input }) => parts.sweeps.label(input.sweep, input.change)),
      discard: os.sweeps.discard.handler(({ input }) => parts.sweeps.discard(input.sweep, input.runs)),
      discarded: os.sweeps.discarded.handler(() => parts.sweeps.bin.list()),
      restore: os.sweeps.restore.handler(({ input }) => parts.sweeps.restore(input.sweep)),
      optuna: os.sweeps.optuna.handler(({ input }) => {
        if (input.again) parts.sweeps.options.optuna.lookAgain();
        return parts.sweeps.options.optuna.state();
      }),
    },
    drafts: {
      list: os.drafts.list.handler(() => drafts.list()),
      put: os.drafts.put.handler(({ input }) => drafts.put(input)),
      remove: os.drafts.remove.handler(({ input }) => drafts.remove(input.draft)),
    },
    queue: {
      get: os.queue.get.handler(() => runs.queue.summary()),
      hold: os.queue.hold.handler(() => queue.hold()),
      release: os.queue.release.handler(() => queue.release()),
      move: os.queue.move.handler(({ input }) => queue.move(input.run, input.to)),
      goOn: os.queue.goOn.handler(() => queue.goOn()),
      leave: os.queue.leave.handler(() => queue.leave()),
    },
    settings: {
      get: os.settings.get.handler(() => power.summary()),
      set: os.settings.set.handler(({ input }) => power.set(input)),
    },
    bin: {
      list: os.bin.list.handler(() => runs.bin.list()),
      restore: os.bin.restore.handler(({ input }) => runs.folders.restore(input.run)),
      empty: os.bin.empty.handler(async ({ input }) => {
        await runs.bin.empty(input.run);
        if (input.run === undefined) await parts.sweeps.bin.empty();
        return runs.bin.list();
      }),
    },
    checkpoints: {
      list: os.checkpoints.list.handler(({ input }) => checkpointsOf(runs, input.run)),
      pin: os.checkpoints.pin.handler(({ input }) => pinCheckpoint(runs, input, input.pinned)),
      removeDamaged: os.checkpoints.removeDamaged.handler(({ input }) => removeDamagedCheckpoint(runs, input)),
      lookAt: os.checkpoints.lookAt.handler(({ input }) => foreign.lookAt(input.path)),
      bring: os.checkpoints.bring.handler(({ input }) => foreign.bring(input.path)),
      removable: os.checkpoints.removable.handler(({ input }) => cleaning.removable(input.runs, input.keep)),
      staying: os.checkpoints.staying.handler(({ input }) => cleaning.staying(input.runs, input.keep)),
      cleanUp: os.checkpoints.cleanUp.handler(({ input }) => cleaning.cleanUp(input.checkpoints, input.keep)),
    },
    evaluations: {
      start: os.evaluations.start.handler(({ input }) => evaluations.start(input)),
      list: os.evaluations.list.handler(({ input }) => evaluations.list(input.run)),
      outputs: os.evaluations.outputs.handler(({ input }) =>
        evaluations.outputs(input.run, input.evaluation),
      ),
    },
    exports: {
      start: os.exports.start.handler(({ input }) => parts.exports.start(input)),
      get: os.exports.get.handler(({ input }) => parts.exports.get(input.export)),
      download: os.exports.download.handler(({ input }) => parts.exports.download(input.export)),
    },
    predictions: {
      prepare: os.predictions.prepare.handler(({ input }) => predictions.prepare(input)),
      sample: os.predictions.sample.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.sample(asked, await bytes.arrayBuffer()),
      ),
      samples: os.predictions.samples.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.samples(asked, await bytes.arrayBuffer()),
      ),
      files: os.predictions.files.handler(async ({ input: { bytes, lengths, ...asked } }) =>
        predictions.files(asked, await bytes.arrayBuffer(), lengths),
      ),
      picture: os.predictions.picture.handler(async ({ input: { file, name, invert, ...asked } }) =>
        predictions.picture(asked, await file.arrayBuffer(), name, invert),
      ),
      look: os.predictions.look.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.look(asked, await bytes.arrayBuffer()),
      ),
    },
    arrivals: {
      begin: os.arrivals.begin.handler(({ input }) => parts.arrivals.begin(input)),
      put: os.arrivals.put.handler(({ input: { fingerprint, file, offset, bytes } }) =>
        parts.arrivals.put(fingerprint, file, offset, bytes),
      ),
      end: os.arrivals.end.handler(({ input }) => parts.arrivals.end(input.fingerprint, input.hashes)),
    },
    machines: {
      list: os.machines.list.handler(() => parts.machines?.list() ?? { machines: [], canTunnel: false }),
      add: os.machines.add.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.add(input);
      }),
      remove: os.machines.remove.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.remove(input.machine);
      }),
      tryAgain: os.machines.tryAgain.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.tryAgain(input.machine);
      }),
    },
    jobs: {
      list: os.jobs.list.handler(() => jobs.list()),
      cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.job)),
    },
  });
}

/** A studio that was opened without any. */
const noMachines = () => new NotFound('This Trainyard works with no other machines.');

export type StudioRouter = ReturnType<typeof makeRouter>;
