import { existsSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetDocumentSchema, type DatasetDocument, type DatasetSummary } from '@shared/contract/dataset';
import type { JobSummary } from '@shared/contract/job';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { sizeOf } from '@shared/model/describe';
import { NO_COMPUTE } from './engine-session';
import type { Jobs, StartedJob } from './jobs';
import type { Library } from './library';
import { readDocument } from './read-document';
import { NotFound, Refusal } from './refusal';

const allShards = (document: DatasetDocument) => [
  ...document.splits.train.shards,
  ...document.splits.test.shards,
];

/** What the digits look like in lists before they are drawn. */
const undrawnDigits = (): DatasetSummary => ({
  id: DRAWN_DIGITS.id,
  name: DRAWN_DIGITS.name,
  kind: 'image-classification',
  state: 'available',
  source: 'drawn-digits',
  shape: [...DRAWN_DIGITS.shape],
  classes: [...DRAWN_DIGITS.classes],
  trainCount: DRAWN_DIGITS.counts.train,
  testCount: DRAWN_DIGITS.counts.test,
  classCounts: DRAWN_DIGITS.classes.map(() => DRAWN_DIGITS.counts.train / DRAWN_DIGITS.classes.length),
  bytes: 0,
  fingerprint: '',
});

/** The datasets of a library. */
export class Datasets {
  #making: StartedJob | undefined;

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
    const ids = names.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const found = await Promise.all(ids.map(({ name }) => this.find(name)));
    const known = found.filter((dataset) => dataset !== undefined);
    if (!known.some(({ id }) => id === DRAWN_DIGITS.id)) known.unshift(undrawnDigits());
    return known;
  }

  /** undefined when there is no such dataset */
  async find(id: string): Promise<DatasetSummary | undefined> {
    const folder = this.folderOf(id);
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
      kind: document.kind,
      state: 'ready',
      source: document.source.type,
      shape: [...document.shape],
      classes: document.classes,
      trainCount: document.splits.train.count,
      testCount: document.splits.test.count,
      classCounts: document.classCounts,
      bytes: 0,
      fingerprint: document.fingerprint,
      createdAt: document.createdAt,
    };
    const pictureBytes = sizeOf(document.shape);
    for (const { images, labels, count } of allShards(document)) {
      const sizes = await Promise.all(
        [images, labels].map((file) =>
          stat(join(folder, file)).then(
            ({ size }) => size,
            () => -1,
          ),
        ),
      );
      summary.bytes += Math.max(0, sizes[0]!) + Math.max(0, sizes[1]!);
      if (sizes[0] === count * pictureBytes && sizes[1] === count) continue;
      if (document.source.type === 'drawn-digits') summary.state = this.#making ? 'making' : 'available';
      else {
        summary.state = 'damaged';
        summary.problem = `${join(folder, images)} is missing or has the wrong size: import the data again.`;
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

  /** Begins to import a folder of IDX files. */
  import(path: string, name: string | undefined): StartedJob {
    // People type it as they do in a shell.
    const folder = path.replace(/^~(?=$|[/\\])/, homedir());
    return this.jobs.start({
      type: 'import-dataset',
      title: `Importing ${name ?? path}`,
      unit: 'samples',
      engineJob: { type: 'import-idx', path: folder, datasetsFolder: this.library.datasets, name },
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

  async make(id: string): Promise<JobSummary | null> {
    const making = await this.ensure(id);
    return making?.summary ?? null;
  }

  async #announce(id: string): Promise<void> {
    const dataset = await this.find(id);
    if (dataset) this.onChange(dataset);
  }

  /**
   * Raw pictures and labels, as many of the wanted ones as there are.
   *
   * @returns `count × height × width × channels` bytes of pictures, then `count` labels
   */
  async samples(id: string, split: 'train' | 'test', offset: number, count: number): Promise<Blob> {
    const folder = this.folderOf(id);
    const document = await readDocument(join(folder, 'dataset.json'), datasetDocumentSchema);
    if (document === undefined) return new Blob([]);
    const size = sizeOf(document.shape);
    const images: Uint8Array<ArrayBuffer>[] = [];
    const labels: Uint8Array<ArrayBuffer>[] = [];
    let start = 0;
    for (const shard of document.splits[split].shards) {
      const from = Math.max(offset, start) - start;
      const to = Math.min(offset + count, start + shard.count) - start;
      start += shard.count;
      if (to <= from) continue;
      const picture = await readSlice(join(folder, shard.images), from * size, to * size);
      const label = await readSlice(join(folder, shard.labels), from, to);
      if (picture === undefined || label === undefined) break;
      images.push(picture);
      labels.push(label);
    }
    return new Blob([...images, ...labels]);
  }
}

/** Bytes `from` to `to` of a file, or undefined when they are not all there. */
async function readSlice(
  path: string,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const bytes = new Uint8Array(to - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytesRead === bytes.length ? bytes : undefined;
  } finally {
    await handle.close();
  }
}
