import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { EngineJob } from '@shared/contract/engine-job';
import type { CatalogEntry, ImportRequest, Inspection } from '@shared/contract/import';
import { CATALOG } from '@shared/data/catalog';
import type { Datasets } from './datasets';
import { NO_COMPUTE } from './engine-session';
import type { StartedJob } from './jobs';
import { NotFound, Refusal } from './refusal';

/** People type paths as they do in a shell. */
const typedPath = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());

/** Brings datasets into a library: from files, or from the catalog. */
export class DatasetImports {
  /** by the catalog's ids */
  readonly #fetching = new Map<string, StartedJob>();

  constructor(readonly datasets: Pick<Datasets, 'library' | 'jobs' | 'list' | 'document' | 'announce'>) {}

  /** What a path would be imported as. @throws Refusal in one sentence */
  async inspect(request: Omit<ImportRequest, 'name'>): Promise<Inspection> {
    let inspection: Inspection | undefined;
    const { ended } = this.datasets.jobs.start({
      type: 'inspect',
      title: `Looking at ${request.path}`,
      unit: 'samples',
      engineJob: { type: 'inspect', request: { ...request, path: typedPath(request.path) } },
      compute: NO_COMPUTE,
      resultOf: async (result) => {
        if (result.type === 'inspect') inspection = result.inspection;
        return { result: null };
      },
    });
    const { reason, field } = await ended;
    if (inspection === undefined)
      throw Refusal.of(field ?? 'path', reason ?? 'The engine brought no answer.');
    return inspection;
  }

  /** Begins to import a file or folder. */
  import(request: ImportRequest): StartedJob {
    const { name, path } = request;
    return this.#startMaking(`Importing ${name ?? basename(path)}`, 'samples', {
      type: 'import',
      request: { ...request, path: typedPath(path) },
      datasetsFolder: this.datasets.library.datasets,
    });
  }

  /** Datasets that can be fetched or made with a click, and which of them are here. */
  async catalog(): Promise<CatalogEntry[]> {
    const here = (await this.datasets.list()).filter(({ state }) => state === 'ready');
    const documents = (await Promise.all(here.map(({ id }) => this.datasets.document(id)))).filter(
      (document) => document !== undefined,
    );
    return CATALOG.map(({ fingerprint, ...entry }) => {
      const its = documents.find(
        (document) =>
          document.fingerprint === fingerprint ||
          (document.source.type === 'download' && document.source.catalog === entry.id),
      );
      return { ...entry, dataset: its?.id ?? null };
    });
  }

  /** Begins to fetch or make a dataset of the catalog, unless that is under way. @throws NotFound */
  fetch(id: string, mirror: string | undefined): StartedJob {
    const underWay = this.#fetching.get(id);
    if (underWay !== undefined) return underWay;
    const entry = CATALOG.find((one) => one.id === id);
    if (entry === undefined) throw new NotFound(`There is no dataset called "${id}" in the catalog.`);
    const isDownload = entry.kind === 'download';
    const started = this.#startMaking(
      `${isDownload ? 'Fetching' : 'Making'} ${entry.name}`,
      isDownload ? 'bytes' : 'samples',
      {
        type: 'catalog',
        entry: id,
        datasetsFolder: this.datasets.library.datasets,
        downloadsFolder: join(this.datasets.library.folder, 'downloads'),
        mirrors: mirror === undefined ? [] : [mirror],
      },
    );
    this.#fetching.set(id, started);
    void started.ended.then(() => this.#fetching.delete(id));
    return started;
  }

  #startMaking(
    title: string,
    unit: string,
    engineJob: Extract<EngineJob, { type: 'import' | 'catalog' }>,
  ): StartedJob {
    return this.datasets.jobs.start({
      type: 'import-dataset',
      title,
      unit,
      engineJob,
      compute: NO_COMPUTE,
      resultOf: async (result) => {
        if (result.type !== 'dataset') return { result: null };
        await this.datasets.announce(result.dataset);
        if (!result.existed) return { result: result.dataset };
        const note = `The same data was in the library already, as "${result.dataset}": nothing was added or renamed.`;
        return { result: result.dataset, note };
      },
    });
  }
}
