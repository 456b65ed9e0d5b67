import { sendRows } from '../../series/send-rows';
import { relinkData, runData } from '../run-data';
import { labelRuns, renameRun } from '../runs/label-runs';
import { QueueControl } from '../runs/queue-control';
import { Tryouts } from '../runs/tryouts';
import { openSharedRun } from '../share/open-shared-run';
import { shareRun } from '../share/share-run';
import type { Implementer } from './implementer';
import { noMachines } from './machine-handlers';
import type { StudioParts } from './studio-parts';

/** Runs: what they are, what becomes of them, the queue and the bin. */
export function runHandlers(os: Implementer, parts: StudioParts) {
  const { datasets, drafts, runs } = parts;
  const queue = new QueueControl(runs);
  const tryouts = new Tryouts(runs);
  return {
    runs: {
      list: os.runs.list.handler(() => runs.list()),
      get: os.runs.get.handler(({ input }) => runs.get(input.run)),
      check: os.runs.check.handler(
        async ({ input }) => (await runs.maker.check(input.spec, input.place)).problems,
      ),
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
      stopAfterEpoch: os.runs.stopAfterEpoch.handler(({ input }) =>
        runs.control.stopAfterEpoch(input.run, input.on),
      ),
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
      thinned: os.runs.thinned.handler(async ({ input }) =>
        sendRows(await runs.record(input.run).thinned(input.fromRow, input.toRow)),
      ),
      norms: os.runs.norms.handler(
        async ({ input }) => new Blob([await runs.record(input.run).recorded.norms()]),
      ),
      details: os.runs.details.handler(({ input }) => runs.record(input.run).recorded.details()),
      events: os.runs.events.handler(({ input }) => runs.record(input.run).events.read()),
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
    bin: {
      list: os.bin.list.handler(() => runs.bin.list()),
      restore: os.bin.restore.handler(({ input }) => runs.folders.restore(input.run)),
      empty: os.bin.empty.handler(async ({ input }) => {
        await runs.bin.empty(input.run);
        if (input.run === undefined) await parts.sweeps.bin.empty();
        return runs.bin.list();
      }),
    },
  };
}
