import { existsSync, type Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArrivalOffer } from '@shared/contract/arrival';
import { datasetDocumentSchema, type DatasetDocument, type DatasetSummary } from '@shared/contract/dataset';
import { importReportSchema, originSchema, type ImportReport, type Origin } from '@shared/contract/import';
import type { JobSummary } from '@shared/contract/job';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { removeFolder } from '../durable/remove-folder';
import { DatasetImports } from './dataset-imports';
import { datasetsLinkedTo } from './dataset-links';
import { summaryOf, undrawnDigits } from './dataset-summary';
import { NO_COMPUTE } from './engine-session';
import type { Jobs, StartedJob } from './jobs';
import type { Library } from './library';
import { readDocument } from './read-document';
import { readIds, readRows, readSamples } from './read-samples';
import { NotFound, Refusal } from './refusal';

/** The datasets of a library. */
export class Datasets {
  #making: StartedJob | undefined;
  readonly imports = new DatasetImports(this);

  constructor(
    readonly library: Library,
    readonly jobs: Jobs,
    readonly onChange: (dataset: DatasetSummary) => void,
    readonly onRemoved: (id: string) => void = () => {},
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
  lookIn(folder: string, id: string): Promise<DatasetSummary | undefined> {
    return summaryOf(folder, id, () => this.#making !== undefined);
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
    void this.announce(id);
    void making.ended.then(() => {
      this.#making = undefined;
      void this.announce(id);
    });
    return making;
  }

  /** Whether a built-in dataset is just being made: others are built beside their place. */
  isMaking(id: string): boolean {
    return id === DRAWN_DIGITS.id && this.#making !== undefined;
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

  /** Ids of the datasets that only lead to the data of this one. */
  linkedTo(id: string): Promise<string[]> {
    return datasetsLinkedTo(this.library.datasets, id);
  }

  /** Deletes a dataset for good. @throws NotFound, Refusal when it is built in, or others lead to its data */
  async remove(id: string): Promise<DatasetSummary[]> {
    const { name } = await this.get(id);
    if (id === DRAWN_DIGITS.id) throw Refusal.of('dataset', `${name} are built in and cannot be deleted.`);
    const [other] = await this.linkedTo(id);
    if (other !== undefined) {
      throw Refusal.of(
        'dataset',
        `The dataset "${other}" is a link to the data of "${id}", and would lose it: delete "${other}" first.`,
      );
    }
    await removeFolder(this.folderOf(id));
    this.onRemoved(id);
    return this.list();
  }

  async make(id: string): Promise<JobSummary | null> {
    const making = await this.ensure(id);
    return making?.summary ?? null;
  }

  /** Tells whoever shows datasets what one is like now. */
  async announce(id: string): Promise<void> {
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
    const document = await this.document(id);
    if (document === undefined) return new Blob([]);
    return readSamples(this.folderOf(id), document, split, indices);
  }

  /** Which rows of their source samples are, counted from 1; null where that is not known. */
  async rowsAt(id: string, split: 'train' | 'test', indices: readonly number[]): Promise<number[] | null> {
    const document = await this.document(id);
    return document ? readRows(this.folderOf(id), document.splits[split].shards, indices) : null;
  }

  /** What samples are called where they come from; null where that is not known. */
  async idsAt(id: string, split: 'train' | 'test', indices: readonly number[]): Promise<string[][] | null> {
    const document = await this.document(id);
    return document ? readIds(this.folderOf(id), document, split, indices) : null;
  }

  /** All targets of a split. */
  async targets(id: string, split: 'train' | 'test'): Promise<Blob> {
    const document = await this.document(id);
    if (document === undefined) return new Blob([]);
    const files = document.splits[split].shards.map(({ targets }) => join(this.folderOf(id), targets));
    return new Blob(await Promise.all(files.map((file) => readFile(file))));
  }

  /** What another machine is sent of a dataset. @throws NotFound, Refusal where it is not whole */
  async toSend(id: string): Promise<{ folder: string; offer: ArrivalOffer }> {
    const { name, state, problem } = await this.get(id);
    const document = await this.document(id);
    if (state !== 'ready' || document === undefined) {
      throw Refusal.of('data.dataset', problem ?? `${name} is not whole yet: wait until it is.`);
    }
    return { folder: this.folderOf(id), offer: { document, report: await this.report(id) } };
  }

  /** `dataset.json`; undefined where there is none of this version. */
  document(id: string): Promise<DatasetDocument | undefined> {
    return readDocument(join(this.folderOf(id), 'dataset.json'), datasetDocumentSchema);
  }
}
