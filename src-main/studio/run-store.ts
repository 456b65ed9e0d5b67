import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDED_STATES, type ListedRun } from '@shared/contract/run';
import { signatureOf } from './folder-signature';
import { clearParts, interrupt } from './interrupt-run';
import type { Library } from './library';
import { NotFound } from './refusal';
import { entryOf, filesOf, readIndex, writeIndex, type IndexEntry } from './run-index';
import { RunRecord } from './run-record';
import { findResumable } from './run-training';
import { sideBySide } from './side-by-side';

const READ_AT_ONCE = 16;

/** Fewer are read anew sooner than an index of thousands is written. */
const WORTH_WRITING = 20;

/** One folder that cannot be read or written keeps no library closed. */
const complain = (error: unknown) => void console.error(error);

const oldestFirst = (a: RunRecord, b: RunRecord) => (a.id < b.id ? -1 : 1);

const NOTHING: ReadonlySet<string> = new Set();

function grouped(starts: readonly { run: string; checkpoint: string }[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { run, checkpoint } of starts) groups.set(run, (groups.get(run) ?? new Set()).add(checkpoint));
  return groups;
}

/** All runs of a library, as they lie on disk. */
export class RunStore {
  readonly #records = new Map<string, RunRecord>();
  /** folders that hold no run of this version: shown, and left as they are */
  readonly unreadable: string[] = [];
  /** what the index has of each run, and what of it was known then */
  readonly #entries = new Map<string, { entry: IndexEntry; knownAt: number }>();
  /** checkpoints that runs began with, by their run; undefined until it is asked for */
  #starts: Map<string, Set<string>> | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(readonly library: Library) {}

  /**
   * Knows all runs on disk: as the index told of them where their folders look as they did then, else read. One that
   * seems to be under way has lost its engine, and is interrupted; one that waits goes on waiting.
   */
  static async open(library: Library): Promise<RunStore> {
    const store = new RunStore(library);
    const index = await readIndex(library);
    const unknown: string[] = [];
    for (const name of await readdir(library.runs)) {
      const folder = join(library.runs, name);
      const entry = index.get(name);
      if (name.startsWith('.')) await store.#clear(folder);
      else if (entry && signatureOf(folder, filesOf(entry.lastCheckpoint)).signature === entry.signature) {
        const record = RunRecord.indexed(folder, entry);
        store.add(record);
        store.#entries.set(name, { entry, knownAt: record.knownAt });
      } else unknown.push(folder);
    }
    await sideBySide(unknown, READ_AT_ONCE, async (folder) => {
      const record = await store.read(folder).catch(complain);
      if (record === undefined) store.unreadable.push(folder);
    });
    store.unreadable.sort();
    // Runs of older versions were not counted: each stays where it stands now.
    for (const [place, record] of store.all().entries()) {
      if (!store.#entries.has(record.id)) record.number = record.document.number ?? place;
    }
    store.#writing = store.#index();
    return store;
  }

  /** Removes what was half made when a process was killed. */
  async #clear(folder: string): Promise<void> {
    if (this.library.readOnly !== '') return;
    await rm(folder, { recursive: true, force: true }).catch(complain);
  }

  /** Writes down what is known. Resolves when nothing is written any more. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#index();
  }

  /** Writes the index, when so much is not in it that it is worth the time. */
  async #index(): Promise<void> {
    if (this.library.readOnly !== '') return;
    const settled = [...this.#records.values()].filter((record) => record.isSettled && record.isAsOnDisk);
    const isIndexed = ({ id, knownAt }: RunRecord) => this.#entries.get(id)?.knownAt === knownAt;
    if (settled.filter((record) => !isIndexed(record)).length < WORTH_WRITING) return;
    const entries = settled.flatMap((record) => {
      if (isIndexed(record)) return this.#entries.get(record.id)!.entry;
      const entry = entryOf(record);
      if (entry) this.#entries.set(record.id, { entry, knownAt: record.knownAt });
      return entry ?? [];
    });
    await writeIndex(this.library, entries);
  }

  /** Reads a run's folder into the store; undefined when it holds no run of this version. */
  async read(folder: string): Promise<RunRecord | undefined> {
    const record = await RunRecord.read(folder);
    if (record === undefined) return undefined;
    const isWritten = this.library.readOnly === '';
    // What was being written when a process was killed.
    if (isWritten) await clearParts(folder);
    await findResumable(record);
    const { state } = record.document;
    if (!ENDED_STATES.includes(state) && state !== 'queued') {
      if (isWritten) await interrupt(record);
      else record.keepUnwritten({ state: 'interrupted' });
    }
    this.add(record);
    return record;
  }

  add(record: RunRecord): void {
    this.#starts = undefined;
    this.#records.set(record.id, record);
  }

  remove(id: string): void {
    this.#starts = undefined;
    this.#records.delete(id);
  }

  find(id: string): RunRecord | undefined {
    return this.#records.get(id);
  }

  /** @throws NotFound */
  get(id: string): RunRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new NotFound(`There is no run ${id} in this library.`);
    return record;
  }

  /** Of all runs, oldest first. */
  listed(): ListedRun[] {
    return this.all().map((record) => record.listed());
  }

  /** Ids of a run's checkpoints that other runs began with. */
  startsIn(run: string): ReadonlySet<string> {
    this.#starts ??= grouped([...this.#records.values()].flatMap(({ start }) => start ?? []));
    return this.#starts.get(run) ?? NOTHING;
  }

  /** What the next run that is made is counted as. */
  nextNumber(): number {
    return [...this.#records.values()].reduce((next, { number }) => Math.max(next, number + 1), 0);
  }

  /** Oldest first. */
  all(): RunRecord[] {
    return [...this.#records.values()].sort(oldestFirst);
  }
}
