import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { savedDraftSchema, type Draft, type SavedDraft } from '@shared/contract/draft';
import { writeFileAtomically } from '../durable/atomic-file';
import type { Library } from './library';
import { readDocument } from './read-document';

/** More than anybody goes back to; the oldest goes when another one comes. */
const MOST = 30;

/** Runs that are being put together, each in a file of its own, so that closing the window loses nothing. */
export class Drafts {
  /** one change after the other */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(readonly library: Pick<Library, 'drafts'>) {}

  #pathOf(id: string): string {
    return join(this.library.drafts, `${id}.json`);
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }

  /** Newest first; files that cannot be read are left out, and left as they are. */
  async list(): Promise<SavedDraft[]> {
    const names = await readdir(this.library.drafts).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json'));
    const read = await Promise.all(
      files.map((name) => readDocument(join(this.library.drafts, name), savedDraftSchema)),
    );
    return read.flatMap((draft) => draft ?? []).toSorted((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  put(draft: Draft): Promise<SavedDraft> {
    return this.#inTurn(async () => {
      const saved: SavedDraft = { ...draft, version: 1, savedAt: new Date().toISOString() };
      await mkdir(this.library.drafts, { recursive: true });
      await writeFileAtomically(this.#pathOf(draft.id), JSON.stringify(saved));
      for (const { id } of (await this.list()).slice(MOST)) await rm(this.#pathOf(id), { force: true });
      return saved;
    });
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(() => rm(this.#pathOf(id), { force: true }));
  }
}
