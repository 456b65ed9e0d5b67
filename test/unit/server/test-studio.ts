import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '@shared/contract/api';
import type { ServedRouter } from '../../../src-main/server/rpc-socket';

const noSettings = {
  settings: {
    keepAwake: true,
    onBattery: 'train' as const,
    leaveCoreFree: false,
    memoryShare: 1 as const,
    notifications: 'all' as const,
    newRunsKeep: 'everything' as const,
    proxy: '',
    certificates: '',
  },
  keptAwakeBy: '',
  knowsBattery: false,
};
const noUpdates = {
  current: '1.2.3',
  cannot: '',
  looking: 'unasked' as const,
  source: '',
  hosts: [],
  lookedAt: null,
  trouble: '',
  offer: null,
};
const noMove = { folder: '/library', bytes: 0, bytesFree: 0, move: null, old: null };
const noQueue = { order: [], held: null, waitingForWord: [], cutShort: [] };

/** A studio that knows a few answers: what is tested here are its doors. */
export function testStudio(): ServedRouter {
  const os = implement(contract);
  return os.router({
    studio: {
      info: os.studio.info.handler(() => ({
        appVersion: '1.2.3',
        shell: 'server',
        platform: 'linux',
        cpus: 2,
        memoryBytes: 1,
        library: { folder: '/library', bytesFree: 1, unreadable: [] },
        filePicking: 'path',
      })),
      diagnostics: os.studio.diagnostics.handler(() => ({ text: 'all is well' })),
      events: os.studio.events.handler(async function* () {
        yield { subscription: 3, events: [{ type: 'run-removed', run: 'abcd' }] };
      }),
      heard: os.studio.heard.handler(() => {}),
      showFolder: os.studio.showFolder.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    library: {
      place: os.library.place.handler(() => noMove),
      move: os.library.move.handler(() => noMove),
      goOnMove: os.library.goOnMove.handler(() => noMove),
      giveUpMove: os.library.giveUpMove.handler(() => noMove),
      removeOld: os.library.removeOld.handler(() => noMove),
      check: os.library.check.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      checked: os.library.checked.handler(() => null),
      backUp: os.library.backUp.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      backup: os.library.backup.handler(() => null),
      removeAll: os.library.removeAll.handler(() => ({ on: false })),
      removal: os.library.removal.handler(() => ({ on: false })),
      giveUpBackup: os.library.giveUpBackup.handler(() => null),
    },
    backends: { list: os.backends.list.handler(() => []) },
    devices: {
      report: os.devices.report.handler(() => ({ devices: [], noGpu: '', tests: [] })),
      test: os.devices.test.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    updates: {
      get: os.updates.get.handler(() => noUpdates),
      set: os.updates.set.handler(() => noUpdates),
      look: os.updates.look.handler(() => noUpdates),
      fetch: os.updates.fetch.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      install: os.updates.install.handler(() => noUpdates),
    },
    speed: {
      get: os.speed.get.handler(() => ({ machine: null, speed: null })),
      measure: os.speed.measure.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    places: {
      look: os.places.look.handler(() => ({ problem: '', version: 'Ray 0.0.0' })),
      list: os.places.list.handler(() => []),
    },
    sweeps: {
      list: os.sweeps.list.handler(() => []),
      get: os.sweeps.get.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      check: os.sweeps.check.handler(() => ({ problems: [], preview: null })),
      create: os.sweeps.create.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      pause: os.sweeps.pause.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      resume: os.sweeps.resume.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      extend: os.sweeps.extend.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      stop: os.sweeps.stop.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      label: os.sweeps.label.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      discard: os.sweeps.discard.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      discarded: os.sweeps.discarded.handler(() => []),
      optuna: os.sweeps.optuna.handler(() => ({
        python: null,
        optuna: null,
        refused: { tpe: '', cmaes: '', gp: '' },
      })),
      restore: os.sweeps.restore.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    runtimes: {
      list: os.runtimes.list.handler(() => []),
      fetch: os.runtimes.fetch.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      remove: os.runtimes.remove.handler(() => []),
    },
    weights: {
      bring: os.weights.bring.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      get: os.weights.get.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    datasets: {
      list: os.datasets.list.handler(() => {
        throw new Error('the secret inside of a fault');
      }),
      get: os.datasets.get.handler(({ errors }) => {
        throw errors.NOT_FOUND({ message: 'There is no such dataset.' });
      }),
      import: os.datasets.import.handler(({ input }) => ({
        id: 'job',
        type: 'import-dataset',
        title: `Import ${input.path.length} characters`,
        state: 'running',
        done: 0,
        total: 0,
        unit: 'samples',
        resumed: 0,
        reason: null,
        result: null,
        note: null,
      })),
      inspect: os.datasets.inspect.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      interrupted: os.datasets.interrupted.handler(() => []),
      discardInterrupted: os.datasets.discardInterrupted.handler(() => []),
      goOn: os.datasets.goOn.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      report: os.datasets.report.handler(() => null),
      rowsAt: os.datasets.rowsAt.handler(() => null),
      idsAt: os.datasets.idsAt.handler(() => null),
      origin: os.datasets.origin.handler(() => null),
      remove: os.datasets.remove.handler(() => []),
      catalog: os.datasets.catalog.handler(() => []),
      fetch: os.datasets.fetch.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      samplesAt: os.datasets.samplesAt.handler(() => new Blob([])),
      targets: os.datasets.targets.handler(() => new Blob([])),
      make: os.datasets.make.handler(() => null),
      samples: os.datasets.samples.handler(({ input }) => new Blob([new Uint8Array(input.count).fill(255)])),
    },
    runs: {
      list: os.runs.list.handler(() => []),
      get: os.runs.get.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      check: os.runs.check.handler(() => []),
      findRate: os.runs.findRate.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      findBatch: os.runs.findBatch.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      time: os.runs.time.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      create: os.runs.create.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      stop: os.runs.stop.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      stopAfterEpoch: os.runs.stopAfterEpoch.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      pause: os.runs.pause.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      change: os.runs.change.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      differences: os.runs.differences.handler(() => []),
      discard: os.runs.discard.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      resume: os.runs.resume.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      label: os.runs.label.handler(() => []),
      share: os.runs.share.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      open: os.runs.open.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      data: os.runs.data.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      relinkData: os.runs.relinkData.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      rename: os.runs.rename.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      thinned: os.runs.thinned.handler(() => new Blob([])),
      series: os.runs.series.handler(() => new Blob([])),
      norms: os.runs.norms.handler(() => new Blob([])),
      details: os.runs.details.handler(() => []),
      events: os.runs.events.handler(() => []),
    },
    arrivals: {
      begin: os.arrivals.begin.handler(() => ({ dataset: null, received: [] })),
      put: os.arrivals.put.handler(() => ({ received: 0 })),
      end: os.arrivals.end.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    machines: {
      list: os.machines.list.handler(() => ({ machines: [], canTunnel: false })),
      add: os.machines.add.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      remove: os.machines.remove.handler(() => ({ machines: [], canTunnel: false })),
      tryAgain: os.machines.tryAgain.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
    queue: {
      get: os.queue.get.handler(() => noQueue),
      hold: os.queue.hold.handler(() => noQueue),
      release: os.queue.release.handler(() => noQueue),
      move: os.queue.move.handler(() => noQueue),
      goOn: os.queue.goOn.handler(() => noQueue),
      leave: os.queue.leave.handler(() => noQueue),
    },
    settings: {
      get: os.settings.get.handler(() => noSettings),
      set: os.settings.set.handler(() => noSettings),
    },
    bin: {
      list: os.bin.list.handler(() => []),
      restore: os.bin.restore.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      empty: os.bin.empty.handler(() => []),
    },
    checkpoints: {
      list: os.checkpoints.list.handler(() => []),
      pin: os.checkpoints.pin.handler(() => []),
      removeDamaged: os.checkpoints.removeDamaged.handler(() => []),
      lookAt: os.checkpoints.lookAt.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      bring: os.checkpoints.bring.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      removable: os.checkpoints.removable.handler(() => []),
      staying: os.checkpoints.staying.handler(() => []),
      cleanUp: os.checkpoints.cleanUp.handler(() => []),
    },
    exports: {
      start: os.exports.start.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      get: os.exports.get.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      download: os.exports.download.handler(() => new Blob([])),
    },
    evaluations: {
      start: os.evaluations.start.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      list: os.evaluations.list.handler(() => []),
      outputs: os.evaluations.outputs.handler(() => new Blob([])),
    },
    drafts: {
      list: os.drafts.list.handler(() => []),
      put: os.drafts.put.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
      remove: os.drafts.remove.handler(() => {}),
    },
    predictions: {
      prepare: os.predictions.prepare.handler(() => ({ checkpoint: '0001-1' })),
      sample: os.predictions.sample.handler(async ({ input }) => ({
        checkpoint: '0001-1',
        answer: [...new Uint8Array(await input.bytes.arrayBuffer())],
        top: 0,
        milliseconds: 0,
      })),
      samples: os.predictions.samples.handler(({ input }) => input.bytes),
      files: os.predictions.files.handler(({ input }) => ({ answers: input.bytes, unread: [] })),
      picture: os.predictions.picture.handler(({ input }) => input.file),
      look: os.predictions.look.handler(({ input }) => ({
        look: { output: 0, gradient: [], maps: [] },
        pixels: input.bytes,
      })),
    },
    jobs: {
      list: os.jobs.list.handler(() => []),
      cancel: os.jobs.cancel.handler(({ errors }) => {
        throw errors.NOT_FOUND();
      }),
    },
  });
}

/** A folder like the built renderer, with a secret beside it. */
export async function testRenderer(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'renderer-'));
  const folder = join(root, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<title>Trainyard</title>');
  await writeFile(join(folder, 'assets/index-abc.js'), 'export {};');
  await writeFile(join(folder, 'assets/odd.exe'), 'not served');
  await writeFile(join(root, 'secret.html'), 'secret');
  return folder;
}
