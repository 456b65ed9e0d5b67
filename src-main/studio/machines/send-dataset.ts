import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { arrivalStateSchema, MOST_CHUNK_BYTES, type ArrivalOffer } from '@shared/contract/arrival';
import { datasetIdSchema, datasetSummarySchema } from '@shared/contract/dataset';
import { datasetFiles, type DatasetFile } from '@shared/data/dataset-files';
import type { JobEnd } from '../engine-session';
import type { OnProgress, Work } from '../jobs';
import { Refusal } from '../refusal';
import type { StudioThere } from './dial';
import { BrokenOff, passOn } from './pass-on';

/** A file that arrived otherwise than it was sent is sent again so often. */
const MOST_TURNS = 3;
/** How long to wait for a machine at a time; it may be away for hours. */
const WAIT_MS = 60_000;

export interface DatasetToSend {
  folder: string;
  offer: ArrivalOffer;
}

export interface Receiver {
  name: string;
  /** waits for the line for so many milliseconds */
  reached(ms: number, signal: AbortSignal): Promise<StudioThere | undefined>;
}

const putSchema = z.object({ received: z.int().nonnegative() });

/** Sends one dataset to another machine, and goes on where it stood whenever the line broke. */
class Sending {
  readonly #ending = new AbortController();
  readonly #files: DatasetFile[];
  #isFirst = true;

  constructor(
    readonly to: Receiver,
    readonly what: DatasetToSend,
    readonly onProgress: OnProgress,
  ) {
    this.#files = datasetFiles(what.offer.document);
  }

  stop(): void {
    this.#ending.abort();
  }

  async run(): Promise<JobEnd<{ dataset: string }>> {
    for (let turn = 1; ;) {
      try {
        const there = await this.#there();
        return { type: 'done', result: { dataset: await this.#send(there) } };
      } catch (error) {
        if (this.#ending.signal.aborted) return { type: 'failed', message: 'It was cancelled.' };
        // The line broke: what is there stays there.
        if (error instanceof BrokenOff) {
          await sleep(200);
          continue;
        }
        const isDamaged = error instanceof Refusal && error.problems.some(({ path }) => path === 'hashes');
        if (isDamaged && turn++ < MOST_TURNS) continue;
        return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
      }
    }
  }

  async #there(): Promise<StudioThere> {
    for (;;) {
      const there = await this.to.reached(WAIT_MS, this.#ending.signal);
      if (there?.isOpen()) return there;
      this.#ending.signal.throwIfAborted();
      await sleep(50);
    }
  }

  #ask<Schema extends z.ZodType>(
    there: StudioThere,
    method: string,
    outputSchema: Schema,
    input: unknown,
  ): Promise<z.infer<Schema>> {
    const asked = { path: ['arrivals', method], outputSchema, signal: this.#ending.signal };
    // Parsed by that very schema.
    return passOn(this.to.name, there, asked, input) as Promise<z.infer<Schema>>;
  }

  async #send(there: StudioThere): Promise<string> {
    const { document } = this.what.offer;
    const state = await this.#ask(there, 'begin', arrivalStateSchema, this.what.offer);
    if (state.dataset !== null) return datasetIdSchema.parse(state.dataset);
    const total = this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = state.received.reduce((sum, bytes) => sum + bytes, 0);
    const resumed = this.#isFirst ? done : 0;
    this.#isFirst = false;
    const report = () => this.onProgress({ done, total, unit: 'bytes', resumed });
    report();
    const hashes: string[] = [];
    for (const [file, { name, bytes }] of this.#files.entries()) {
      let received = state.received[file] ?? 0;
      const hash = createHash('sha256');
      const handle = await open(join(this.what.folder, name));
      try {
        const buffer = new Uint8Array(MOST_CHUNK_BYTES);
        for (let offset = 0; offset < bytes;) {
          const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - offset), offset);
          if (bytesRead === 0) throw new Error(`${name} ends before its samples do: import the data again.`);
          const chunk = buffer.slice(0, bytesRead);
          hash.update(chunk);
          // What is there already is only read, for its hash.
          const isNew = offset + bytesRead > received;
          if (isNew) {
            const rest = new Blob([chunk.subarray(Math.max(0, received - offset))]);
            const put = {
              fingerprint: document.fingerprint,
              file,
              offset: Math.max(offset, received),
              bytes: rest,
            };
            const answer = await this.#ask(there, 'put', putSchema, put);
            if (answer.received !== offset + bytesRead) {
              throw new BrokenOff(`Something else sends the same data to ${this.to.name}.`);
            }
            done += answer.received - received;
            received = answer.received;
            report();
          }
          offset += bytesRead;
          this.#ending.signal.throwIfAborted();
        }
      } finally {
        await handle.close();
      }
      hashes.push(hash.digest('hex'));
    }
    const end = { fingerprint: document.fingerprint, hashes };
    return (await this.#ask(there, 'end', datasetSummarySchema, end)).id;
  }
}

/** Begins to send a dataset; it ends with the dataset's id as it is known here. */
export function sendDataset(
  to: Receiver,
  what: DatasetToSend,
  onProgress: OnProgress,
): Work<{ dataset: string }> {
  const sending = new Sending(to, what, onProgress);
  return { ended: sending.run(), stop: () => sending.stop(), kill: () => sending.stop() };
}
