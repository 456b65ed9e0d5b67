import { existsSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArrivalOffer } from '@shared/contract/arrival';
import { datasetDocumentSchema, type DatasetDocument, type DatasetSummary } from '@shared/contract/dataset';
import type { EngineJob } from '@shared/contract/engine';
import {
  importReportSchema,
  originSchema,
  type CatalogEntry,
  type ImportReport,
  type ImportRequest,
  type Inspection,
  type Origin,
} from '@shared/contract/import';
import type { JobSummary } from '@shared/contract/job';
import { CATALOG } from '@shared/data/catalog';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { inputBytes, inputShapeOf, layoutOf, targetBytes } from '@shared/data/layout';
import { removeFolder } from '../durable/remove-folder';
import { NO_COMPUTE } from './engine-session';
import type { Jobs, StartedJob } from './jobs';
import type { Library } from './library';
import { readDocument } from './read-document';
import { readRows, readSamples } from './read-samples';
import { NotFound, Refusal } from './refusal';

const allShards = (document: DatasetDocument) => [
  ...document.splits.train.shards,
  ...document.splits.test.shards,
];

/** What the digits look like in lists before they are drawn. */
const undrawnDigits = (): DatasetSummary => ({
  id: DRAWN_DIGITS.id,
  name: DRAWN_DIGITS.name,
  state: 'available',
  source: 'drawn-digits',
  input: { type: 'pictures', shape: [...DRAWN_DIGITS.shape] },
  target: { type: 'classes', names: [...DRAWN_DIGITS.classes] },
  shape: [...DRAWN_DIGITS.shape],
  classes: [...DRAWN_DIGITS.classes],
  trainCount: DRAWN_DIGITS.counts.train,
  validationCount: 0,
  testCount: DRAWN_DIGITS.counts.test,
  classCounts: DRAWN_DIGITS.classes.map(() => DRAWN_DIGITS.counts.train / DRAWN_DIGITS.classes.length),
  bytes: 0,
  fingerprint: '',
  setAside: 0,
  doubts: 0,
});

/** The datasets of a library. */
export class Datasets {
  #making: StartedJob | undefined;
  /** by the catalog's ids */
  readonly #fetching = new Map<string, StartedJob>();

  constructor(
    readonly library: Library,
    readonly jobs: Jobs,
    readonly onChange: (dataset: DatasetSummary) => void,
  ) {}

  folderOf(id: string): string {
    return join(this.library.datasets, id);
  }

  async list(): Promise<DatasetSummary[]> {
    const names = await readdir(this.library.datasets, { withFileTypes: true });
    // A link leads to data that was put elsewhere.
    const isPlace = (entry: Dirent) => entry.isDirectory() || entry.isSymbolicLink();
    const ids = names.filter((entry) => isPlace(entry) && !entry.name.startsWith('.'));
    const found = await Promise.all(ids.map(({ name }) => this.find(name)));
    const known = found.filter((dataset) => dataset !== undefined);
    if (!known.some(({ id }) => id === DRAWN_DIGITS.id)) known.unshift(undrawnDigits());
    return known;
  }

  /** undefined when there is no such dataset */
  find(id: string): Promise<DatasetSummary | undefined> {
    return this.lookIn(this.folderOf(id), id);
  }

  /** A dataset by its folder, as if it had this id; undefined when there is none in it. */
  async lookIn(folder: string, id: string): Promise<DatasetSummary | undefined> {
    const document = await readDocument(join(folder, 'dataset.json'), datasetDocumentSchema);
    if (document === undefined) {
      if (id === DRAWN_DIGITS.id) {
        return { ...undrawnDigits(), state: this.#making ? 'making' : 'available' };
      }
      if (!existsSync(folder)) return undefined;
      return {
        ...undrawnDigits(),
        id,
        name: id,
        source: 'idx',
        state: 'damaged',
        trainCount: 0,
        testCount: 0,
        classCounts: [],
        problem: `${join(folder, 'dataset.json')} is missing, damaged or of another version: import the data again.`,
      };
    }
    const summary: DatasetSummary = {
      id,
      name: document.name,
      state: 'ready',
      source: document.source.type,
      input: document.input,
      target: document.target,
      shape: inputShapeOf(document.input),
      classes: document.target.type === 'classes' ? document.target.names : [],
      trainCount: document.splits.train.count,
      validationCount: document.validationCount,
      testCount: document.splits.test.count,
      classCounts: document.classCounts,
      bytes: 0,
      fingerprint: document.fingerprint,
      createdAt: document.createdAt,
      ...(await this.#reportCounts(folder)),
    };
    const layout = layoutOf(document);
    for (const { inputs, targets, count } of allShards(document)) {
      const sizes = await Promise.all(
        [inputs, targets].map((file) =>
          stat(join(folder, file)).then(
            ({ size }) => size,
            () => -1,
          ),
        ),
      );
      summary.bytes += Math.max(0, sizes[0]!) + Math.max(0, sizes[1]!);
      if (sizes[0] === count * inputBytes(layout) && sizes[1] === count * targetBytes(layout)) continue;
      if (document.source.type === 'drawn-digits') summary.state = this.#making ? 'making' : 'available';
      else {
        summary.state = 'damaged';
        summary.problem = `${join(folder, inputs)} is missing or has the wrong size: import the data again.`;
      }
    }
    return summary;
  }

  /** @throws NotFound */
  async get(id: string): Promise<DatasetSummary> {
    const dataset = await this.find(id);
    if (dataset === undefined) {
      throw new NotFound(
        `There is no dataset called "${id}" in this library: \`data list\` shows what there is.`,
      );
    }
    return dataset;
  }

  /**
   * Sees to it that a dataset can be read, from its first samples on: a built-in one is made when needed.
   *
   * @returns the making of it, which may fail later; undefined when all is there
   * @throws Refusal when the dataset is damaged; NotFound
   */
  async ensure(id: string): Promise<StartedJob | undefined> {
    const dataset = await this.get(id);
    if (dataset.state === 'ready') return undefined;
    if (dataset.state === 'damaged') throw Refusal.of('data.dataset', dataset.problem ?? `${id} is damaged.`);
    const making = this.#makeDigits();
    const folder = this.folderOf(id);
    let over = false;
    void making.ended.then(() => (over = true));
    while (!over && !existsSync(join(folder, 'dataset.json'))) await sleep(20);
    return making;
  }

  #makeDigits(): StartedJob {
    if (this.#making) return this.#making;
    const { id, name, seed } = DRAWN_DIGITS;
    const making = this.jobs.start({
      type: 'make-dataset',
      title: `Drawing ${name.toLowerCase()}`,
      unit: 'digits',
      engineJob: { type: 'make-digits', folder: this.folderOf(id), seed },
      compute: NO_COMPUTE,
      resultOf: async () => ({ result: id }),
    });
    this.#making = making;
    void this.#announce(id);
    void making.ended.then(() => {
      this.#making = undefined;
      void this.#announce(id);
    });
    return making;
  }

  /** Whether a built-in dataset is just being made: others are built beside their place. */
  isMaking(id: string): boolean {
    return id === DRAWN_DIGITS.id && this.#making !== undefined;
  }

  async #reportCounts(folder: string): Promise<Pick<DatasetSummary, 'setAside' | 'doubts'>> {
    const report = await readDocument(join(folder, 'report.json'), importReportSchema);
    return {
      setAside: report?.setAside.reduce((sum, { count }) => sum + count, 0) ?? 0,
      doubts: report?.doubts.length ?? 0,
    };
  }

  /** What an import found; null where nothing was written down. @throws NotFound */
  async report(id: string): Promise<ImportReport | null> {
    await this.get(id);
    return (await readDocument(join(this.folderOf(id), 'report.json'), importReportSchema)) ?? null;
  }

  /** What it was imported from; null where that was not written down. @throws NotFound */
  async origin(id: string): Promise<Origin | null> {
    await this.get(id);
    return (await readDocument(join(this.folderOf(id), 'origin.json'), originSchema)) ?? null;
  }

  /** What a path would be imported as. @throws Refusal in one sentence */
  async inspect(request: Omit<ImportRequest, 'name'>): Promise<Inspection> {
    let inspection: Inspection | undefined;
    const { ended } = this.jobs.start({
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
      datasetsFolder: this.library.datasets,
    });
  }

  /** Datasets that can be fetched or made with a click, and which of them are here. */
  async catalog(): Promise<CatalogEntry[]> {
    const here = (await this.list()).filter(({ state }) => state === 'ready');
    const documents = (await Promise.all(here.map(({ id }) => this.#document(id)))).filter(
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
        datasetsFolder: this.library.datasets,
        downloadsFolder: join(this.library.folder, 'downloads'),
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
    return this.jobs.start({
      type: 'import-dataset',
      title,
      unit,
      engineJob,
      compute: NO_COMPUTE,
      resultOf: async (result) => {
        if (result.type !== 'dataset') return { result: null };
        await this.#announce(result.dataset);
        if (!result.existed) return { result: result.dataset };
        const note = `The same data was in the library already, as "${result.dataset}": nothing was added or renamed.`;
        return { result: result.dataset, note };
      },
    });
  }

  /** Deletes a dataset for good. @throws NotFound, Refusal when it is built in */
  async remove(id: string): Promise<DatasetSummary[]> {
    const { name } = await this.get(id);
    if (id === DRAWN_DIGITS.id) throw Refusal.of('dataset', `${name} are built in and cannot be deleted.`);
    await removeFolder(this.folderOf(id));
    return this.list();
  }

  async make(id: string): Promise<JobSummary | null> {
    const making = await this.ensure(id);
    return making?.summary ?? null;
  }

  async #announce(id: string): Promise<void> {
    const dataset = await this.find(id);
    if (dataset) this.onChange(dataset);
  }

  /** Consecutive samples, as many of the wanted ones as there are: inputs, then targets. */
  async samples(id: string, split: 'train' | 'test', offset: number, count: number): Promise<Blob> {
    return this.samplesAt(
      id,
      split,
      Array.from({ length: count }, (_, index) => offset + index),
    );
  }

  /** Samples at these places, as many of them as there are: inputs, then targets. */
  async samplesAt(id: string, split: 'train' | 'test', indices: readonly number[]): Promise<Blob> {
    const document = await this.#document(id);
    if (document === undefined) return new Blob([]);
    return readSamples(this.folderOf(id), document, split, indices);
  }

  /** Which rows of their source samples are, counted from 1; null where that is not known. */
  async rowsAt(id: string, split: 'train' | 'test', indices: readonly number[]): Promise<number[] | null> {
    const document = await this.#document(id);
    return document ? readRows(this.folderOf(id), document.splits[split].shards, indices) : null;
  }

  /** All targets of a split. */
  async targets(id: string, split: 'train' | 'test'): Promise<Blob> {
    const document = await this.#document(id);
    if (document === undefined) return new Blob([]);
    const files = document.splits[split].shards.map(({ targets }) => join(this.folderOf(id), targets));
    return new Blob(await Promise.all(files.map((file) => readFile(file))));
  }

  /** What another machine is sent of a dataset. @throws NotFound, Refusal where it is not whole */
  async toSend(id: string): Promise<{ folder: string; offer: ArrivalOffer }> {
    const { name, state, problem } = await this.get(id);
    const document = await this.#document(id);
    if (state !== 'ready' || document === undefined) {
      throw Refusal.of('data.dataset', problem ?? `${name} is not whole yet: wait until it is.`);
    }
    return { folder: this.folderOf(id), offer: { document, report: await this.report(id) } };
  }

  #document(id: string): Promise<DatasetDocument | undefined> {
    return readDocument(join(this.folderOf(id), 'dataset.json'), datasetDocumentSchema);
  }
}

/** People type paths as they do in a shell. */
const typedPath = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());
