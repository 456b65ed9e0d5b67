import { discardInterrupted, interruptedImport, interruptedImports } from '../interrupted-imports';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** Datasets, and weights from elsewhere. */
export function datasetHandlers(os: Implementer, parts: StudioParts) {
  const { library, datasets, runs } = parts;
  return {
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
      remove: os.datasets.remove.handler(async ({ input }) => {
        await runs.refuseIfTrainedOn(input.dataset);
        return datasets.remove(input.dataset);
      }),
      catalog: os.datasets.catalog.handler(() => datasets.imports.catalog()),
      fetch: os.datasets.fetch.handler(
        ({ input }) => datasets.imports.fetch(input.entry, input.mirror).summary,
      ),
      make: os.datasets.make.handler(({ input }) => datasets.make(input.dataset)),
      samples: os.datasets.samples.handler(({ input }) =>
        datasets.samples(input.dataset, input.split, input.offset, input.count),
      ),
      samplesAt: os.datasets.samplesAt.handler(({ input }) =>
        datasets.samplesAt(input.dataset, input.split, input.indices),
      ),
      targets: os.datasets.targets.handler(({ input }) => datasets.targets(input.dataset, input.split)),
    },
  };
}
