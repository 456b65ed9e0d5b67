import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDED_STATES } from '@shared/contract/run';
import { clearLeftovers } from '../durable/remove-folder';
import type { Library } from './library';
import { NotFound } from './refusal';
import { RunRecord } from './run-record';
import { findResumable } from './run-training';

const oldestFirst = (a: RunRecord, b: RunRecord) => (a.id < b.id ? -1 : 1);

/** All runs of a library, as they lie on disk. */
export class RunStore {
  readonly #records = new Map<string, RunRecord>();
  /** folders that hold no run of this version: shown, and left as they are */
  readonly unreadable: string[] = [];

  /**
   * Reads all runs from disk. One that seems to be under way has lost its engine, and is interrupted; one that
   * waits goes on waiting.
   */
  static async open(library: Library): Promise<RunStore> {
    const store = new RunStore();
    const names = await readdir(library.runs);
    for (const name of names) {
      const folder = join(library.runs, name);
      if (name.startsWith('.')) await rm(folder, { recursive: true, force: true });
      else if ((await store.read(folder)) === undefined) store.unreadable.push(folder);
    }
    return store;
  }

  /** Reads a run's folder into the store; undefined when it holds no run of this version. */
  async read(folder: string): Promise<RunRecord | undefined> {
    const record = await RunRecord.read(folder);
    if (record === undefined) return undefined;
    this.add(record);
    // What was being written when a process was killed.
    for (const part of ['', 'checkpoints', 'metrics']) await clearLeftovers(join(folder, part));
    await findResumable(record);
    const { state } = record.document;
    if (!ENDED_STATES.includes(state) && state !== 'queued') {
      const reason = 'Trainyard was closed, or lost power, while it trained.';
      const endedAt = new Date().toISOString();
      await record.write({ state: 'interrupted', reason, pausedBy: 'closing', endedAt });
    }
    return record;
  }

  add(record: RunRecord): void {
    this.#records.set(record.id, record);
  }

  remove(id: string): void {
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

  /** Oldest first. */
  all(): RunRecord[] {
    return [...this.#records.values()].sort(oldestFirst);
  }
}
