import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  arrivalOfferSchema,
  MOST_CHUNK_BYTES,
  type ArrivalOffer,
  type ArrivalState,
} from '@shared/contract/arrival';
import type { DatasetDocument, DatasetSummary } from '@shared/contract/dataset';
import { datasetFiles, type DatasetFile } from '@shared/data/dataset-files';
import { renameSynced, syncFile, writeFileAtomically } from '../durable/atomic-file';
import type { Datasets } from './datasets';
import { bytesFree, type Library } from './library';
import { readDocument } from './read-document';
import { NotFound, Refusal } from './refusal';

/** A name without a path, which is no document's. */
const FILE_NAME = /^(?!dataset\.json$|report\.json$|origin\.json$)[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;
const FOLDER = /^\.arriving-[0-9a-f]{64}$/;
/** What has come of a dataset is kept for so long after its last byte. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

const offerFileSchema = z.object({ version: z.literal(1), offer: arrivalOfferSchema });

/** Whether two datasets are the same: content and names. */
export const isSameData = (
  a: Pick<DatasetSummary, 'fingerprint' | 'target'>,
  b: Pick<DatasetSummary, 'fingerprint' | 'target'>,
): boolean =>
  a.fingerprint !== '' &&
  a.fingerprint === b.fingerprint &&
  a.target.names.join('\n') === b.target.names.join('\n');

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Datasets that come from another machine, file by file, into a folder beside the datasets that is renamed when all is there. */
export class Arrivals {
  /** the last that was asked of each, so that two that send the same do not write at once */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    readonly library: Library,
    readonly datasets: Datasets,
    readonly onArrived: (dataset: DatasetSummary) => void,
  ) {}

  /** What is here of a dataset. @throws Refusal where it cannot be taken, or there is no room for it */
  begin(offer: ArrivalOffer): Promise<ArrivalState> {
    return this.#inTurn(offer.document.fingerprint, () => this.#begin(offer));
  }

  /**
   * The next bytes of a file. Where they do not begin where the file ends, nothing is written.
   *
   * @returns how many are here
   */
  put(fingerprint: string, file: number, offset: number, bytes: Blob): Promise<{ received: number }> {
    return this.#inTurn(fingerprint, async () => {
      const { folder, files } = await this.#found(fingerprint);
      const its = files[file];
      if (its === undefined) throw Refusal.of('file', `The dataset has ${files.length} files.`);
      if (bytes.size > MOST_CHUNK_BYTES || offset + bytes.size > its.bytes) {
        throw Refusal.of(
          'bytes',
          `${its.name} has ${its.bytes} bytes, and at most ${MOST_CHUNK_BYTES} come at once.`,
        );
      }
      const path = join(folder, its.name);
      const received = await sizeOf(path);
      if (received !== offset || bytes.size === 0) return { received };
      const handle = await open(path, 'a');
      try {
        await handle.writeFile(new Uint8Array(await bytes.arrayBuffer()));
      } finally {
        await handle.close();
      }
      return { received: received + bytes.size };
    });
  }

  /** Makes it a dataset. @throws Refusal where a file is not as it was sent: that one is to be sent anew */
  end(fingerprint: string, hashes: readonly string[]): Promise<DatasetSummary> {
    return this.#inTurn(fingerprint, async () => {
      const { folder, files, offer } = await this.#found(fingerprint);
      for (const [index, { name, bytes }] of files.entries()) {
        const path = join(folder, name);
        if ((await sizeOf(path)) === bytes && (await sha256Of(path)) === hashes[index]) {
          await syncPath(path);
          continue;
        }
        await rm(path, { force: true });
        throw Refusal.of('hashes', `${name} did not arrive as it was sent: it has to be sent again.`);
      }
      const { document, report } = offer;
      if (report !== null) {
        await writeFileAtomically(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
      }
      await rm(join(folder, 'offer.json'), { force: true });
      const id = await this.#settle(folder, document);
      const dataset = await this.datasets.get(id);
      this.onArrived(dataset);
      return dataset;
    });
  }

  async #begin(offer: ArrivalOffer): Promise<ArrivalState> {
    const { document } = offer;
    const here = (await this.datasets.list()).find(
      (dataset) => dataset.state === 'ready' && isSameData(dataset, document),
    );
    if (here !== undefined) return { dataset: here.id, received: [] };
    const files = datasetFiles(document);
    const names = new Set(files.map(({ name }) => name));
    if (
      files.length === 0 ||
      names.size !== files.length ||
      !files.every(({ name }) => FILE_NAME.test(name))
    ) {
      throw Refusal.of('document', 'The files that this dataset names cannot be taken.');
    }
    await this.#clearOld();
    const folder = this.#folderOf(document.fingerprint);
    await mkdir(folder, { recursive: true });
    const before = await readDocument(join(folder, 'offer.json'), offerFileSchema);
    const isAsBefore =
      before && JSON.stringify(datasetFiles(before.offer.document)) === JSON.stringify(files);
    if (!isAsBefore) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
    }
    const received = await Promise.all(files.map(({ name }) => sizeOf(join(folder, name))));
    const missing = files.reduce((sum, { bytes }, index) => sum + bytes - received[index]!, 0);
    const free = await bytesFree(this.library);
    if (missing > free) {
      const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
      throw Refusal.of(
        'document',
        `The library there has ${gigabytes(free)} GB left, but the dataset takes ${gigabytes(missing)} GB: free some space there.`,
      );
    }
    await writeFileAtomically(join(folder, 'offer.json'), JSON.stringify({ version: 1, offer }));
    return { dataset: null, received };
  }

  /** Writes the document and renames the folder into place, under another id for as long as one is taken. */
  async #settle(folder: string, document: DatasetDocument): Promise<string> {
    const stem = document.id.slice(0, 60);
    for (let turn = 1; ; turn++) {
      const id = turn === 1 ? stem : `${stem}-${turn}`;
      // The built-in digits have a place of their own.
      if ((await this.datasets.find(id)) !== undefined) continue;
      await writeFileAtomically(
        join(folder, 'dataset.json'),
        `${JSON.stringify({ ...document, id }, undefined, 2)}\n`,
      );
      try {
        await renameSynced(folder, join(this.library.datasets, id));
        return id;
      } catch (error) {
        // An import took the name in between.
        if ((await this.datasets.find(id)) === undefined) throw error;
      }
    }
  }

  #folderOf(fingerprint: string): string {
    return join(this.library.datasets, `.arriving-${fingerprint}`);
  }

  async #found(fingerprint: string): Promise<{ folder: string; files: DatasetFile[]; offer: ArrivalOffer }> {
    const folder = this.#folderOf(fingerprint);
    const kept = await readDocument(join(folder, 'offer.json'), offerFileSchema);
    if (kept === undefined) throw new NotFound('No such dataset is on its way: begin with it again.');
    return { folder, files: datasetFiles(kept.offer.document), offer: kept.offer };
  }

  /** What nobody goes on sending does not stay for ever. */
  async #clearOld(): Promise<void> {
    const { datasets } = this.library;
    for (const name of (await readdir(datasets)).filter((one) => FOLDER.test(one))) {
      const folder = join(datasets, name);
      const times = await Promise.all(
        (await readdir(folder).catch(() => [])).map((file) =>
          stat(join(folder, file)).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ),
        ),
      );
      if (Date.now() - Math.max(0, ...times) > KEPT_MS) await rm(folder, { recursive: true, force: true });
    }
  }

  #inTurn<Result>(fingerprint: string, act: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(fingerprint) ?? Promise.resolve()).then(act, act);
    this.#turns.set(fingerprint, turn);
    const forget = () => {
      if (this.#turns.get(fingerprint) === turn) this.#turns.delete(fingerprint);
    };
    turn.then(forget, forget);
    return turn;
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await syncFile(handle, path);
  } finally {
    await handle.close();
  }
}
