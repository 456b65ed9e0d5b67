import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BinEntry } from '@shared/contract/queue';
import { runDocumentSchema } from '@shared/contract/run';
import { ownRunIdSchema } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../durable/atomic-file';
import { bytesOfFolder } from './folder-bytes';
import type { Library } from './library';
import { readLabels } from './labels-file';
import { readDocument } from './read-document';
import { NotFound } from './refusal';

/** Lies in a discarded run's folder. */
const NOTE = 'discarded.json';
const noteSchema = z.object({ version: z.literal(1), at: z.iso.datetime() });

/** Discarded runs, whole, until they are restored or deleted for good. */
export class Bin {
  constructor(readonly library: Library) {}

  #folder(run: string): string {
    return join(this.library.bin, run);
  }

  async #entry(run: string): Promise<BinEntry | undefined> {
    const folder = this.#folder(run);
    const document = await readDocument(join(folder, 'run.json'), runDocumentSchema);
    if (document === undefined) return undefined;
    const { name } = await readLabels(folder, document.spec.name ?? run);
    const note = await readDocument(join(folder, NOTE), noteSchema);
    return {
      run,
      name,
      discardedAt: note?.at ?? document.createdAt,
      bytes: await bytesOfFolder(folder),
    };
  }

  /** Newest first. */
  async list(): Promise<BinEntry[]> {
    const names = (await readdir(this.library.bin)).filter((name) => ownRunIdSchema.safeParse(name).success);
    const entries = await Promise.all(names.map((name) => this.#entry(name)));
    return entries
      .filter((entry) => entry !== undefined)
      .sort((a, b) => b.discardedAt.localeCompare(a.discardedAt));
  }

  /** Moves a run's folder here. No engine may have it any more. */
  async put(run: string): Promise<BinEntry> {
    const folder = join(this.library.runs, run);
    await writeFileAtomically(
      join(folder, NOTE),
      JSON.stringify({ version: 1, at: new Date().toISOString() }),
    );
    await rename(folder, this.#folder(run));
    const entry = await this.#entry(run);
    if (entry === undefined) throw new Error(`${this.#folder(run)} could not be read back.`);
    return entry;
  }

  /**
   * Moves a run's folder back to where it was, and tells where.
   *
   * @throws NotFound
   */
  async takeBack(run: string): Promise<string> {
    if ((await this.#entry(run)) === undefined) throw new NotFound(`There is no run ${run} in the bin.`);
    const folder = join(this.library.runs, run);
    await rename(this.#folder(run), folder);
    await rm(join(folder, NOTE), { force: true });
    return folder;
  }

  /**
   * Deletes for good: one, or all.
   *
   * @throws NotFound
   */
  async empty(run?: string): Promise<void> {
    const entries = await this.list();
    const doomed = run === undefined ? entries : entries.filter((entry) => entry.run === run);
    if (run !== undefined && doomed.length === 0) throw new NotFound(`There is no run ${run} in the bin.`);
    for (const entry of doomed) await rm(this.#folder(entry.run), { recursive: true, force: true });
  }
}
