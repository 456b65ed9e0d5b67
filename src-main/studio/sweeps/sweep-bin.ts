import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sweepDocumentSchema, sweepIdSchema, type DiscardedSweep } from '@shared/contract/sweep';
import { runIdSchema } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../../durable/atomic-file';
import { bytesOfFolder } from '../folder-bytes';
import type { Library } from '../library';
import { readDocument } from '../read-document';
import { NotFound } from '../refusal';
import { readSweepLabels } from './sweep-labels-file';

/** Lies in a discarded sweep's folder. */
const NOTE = 'discarded.json';
const noteSchema = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  /** those of its runs that went with it */
  runs: z.array(runIdSchema),
});

/** Discarded sweeps, whole, until they are restored or deleted for good. Their runs lie in the runs' own bin. */
export class SweepBin {
  /** in the bin, where no run is looked for */
  readonly #folder: string;

  constructor(readonly library: Pick<Library, 'bin' | 'sweeps'>) {
    this.#folder = join(library.bin, '.sweeps');
  }

  async #entry(sweep: string): Promise<DiscardedSweep | undefined> {
    const folder = join(this.#folder, sweep);
    const document = await readDocument(join(folder, 'sweep.json'), sweepDocumentSchema);
    if (document === undefined) return undefined;
    const { name } = await readSweepLabels(folder, document.name);
    const note = await readDocument(join(folder, NOTE), noteSchema);
    return {
      sweep,
      name,
      discardedAt: note?.at ?? document.createdAt,
      runs: note?.runs ?? [],
      bytes: await bytesOfFolder(folder),
    };
  }

  /** Newest first. */
  async list(): Promise<DiscardedSweep[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const known = names.filter((name) => sweepIdSchema.safeParse(name).success);
    const entries = await Promise.all(known.map((name) => this.#entry(name)));
    return entries
      .filter((entry) => entry !== undefined)
      .sort((a, b) => b.discardedAt.localeCompare(a.discardedAt));
  }

  /** Moves a sweep's folder here. Nothing may be written into it any more. */
  async put(sweep: string, runs: readonly string[]): Promise<DiscardedSweep> {
    const folder = join(this.library.sweeps, sweep);
    await mkdir(this.#folder, { recursive: true });
    const note = { version: 1, at: new Date().toISOString(), runs };
    await writeFileAtomically(join(folder, NOTE), JSON.stringify(note));
    await rename(folder, join(this.#folder, sweep));
    const entry = await this.#entry(sweep);
    if (entry === undefined) throw new Error(`${join(this.#folder, sweep)} could not be read back.`);
    return entry;
  }

  /**
   * Moves a sweep's folder back to where it was.
   *
   * @returns where that is, and the runs that went with it
   * @throws NotFound
   */
  async takeBack(sweep: string): Promise<{ folder: string; runs: string[] }> {
    const entry = await this.#entry(sweep);
    if (entry === undefined) throw new NotFound(`There is no sweep ${sweep} in the bin.`);
    const folder = join(this.library.sweeps, sweep);
    await mkdir(this.library.sweeps, { recursive: true });
    await rename(join(this.#folder, sweep), folder);
    await rm(join(folder, NOTE), { force: true });
    return { folder, runs: entry.runs };
  }

  /** Deletes all of them for good. */
  async empty(): Promise<void> {
    for (const { sweep } of await this.list()) {
      await rm(join(this.#folder, sweep), { recursive: true, force: true });
    }
  }
}
