import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDED_STATES, type RunDocument, type RunSummary } from '@shared/contract/run';
import { hasErrors } from '@shared/spec/check';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backends } from './backends';
import { checkRun } from './check-run';
import type { Datasets } from './datasets';
import type { SpawnEngine } from './engine-process';
import type { EngineSession } from './engine-session';
import type { Hub } from './hub';
import type { Library } from './library';
import { writeNewRun } from './new-run';
import { NotFound, Refusal } from './refusal';
import { freeName, newRunId } from './run-names';
import { RunNews } from './run-news';
import { RunRecord } from './run-record';
import { findResumable, trainRun, type RunEnd } from './run-training';

const now = () => new Date().toISOString();

const END_WORDS: Record<RunEnd['state'], string> = {
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

interface RunsOptions {
  library: Library;
  spawn: SpawnEngine;
  backends: Backends;
  datasets: Datasets;
  hub: Hub;
  appVersion: string;
}

/** The run that has the device. */
interface CurrentRun {
  id: string;
  session: EngineSession | undefined;
  over: Promise<void>;
}

/** The runs of a library, and the queue of those that wait for the device. */
export class Runs {
  readonly #records = new Map<string, RunRecord>();
  /** folders that hold no run of this version: shown, and left as they are */
  readonly unreadable: string[] = [];
  readonly #queue: string[] = [];
  #current: CurrentRun | undefined;
  #closing = false;

  readonly #news: RunNews;

  private constructor(readonly options: RunsOptions) {
    this.#news = new RunNews(options.hub);
  }

  /** Reads all runs from disk. One that seems to be under way has lost its engine, and is interrupted. */
  static async open(options: RunsOptions): Promise<Runs> {
    const runs = new Runs(options);
    const names = await readdir(options.library.runs);
    for (const name of names) {
      if (name.startsWith('.')) {
        await rm(join(options.library.runs, name), { recursive: true, force: true });
        continue;
      }
      const folder = join(options.library.runs, name);
      const record = await RunRecord.read(folder);
      if (record === undefined) {
        runs.unreadable.push(folder);
        continue;
      }
      runs.#records.set(record.id, record);
      await findResumable(record);
      if (!ENDED_STATES.includes(record.document.state)) {
        const waited = record.document.state === 'queued';
        const reason = waited
          ? 'Trainyard was closed before it started.'
          : 'Trainyard was closed, or lost power, while it trained.';
        await record.write({ state: 'interrupted', reason, endedAt: now() });
      }
    }
    return runs;
  }

  list(): RunSummary[] {
    const newestFirst = (a: RunRecord, b: RunRecord) => (a.id < b.id ? 1 : -1);
    return [...this.#records.values()].sort(newestFirst).map((record) => record.summary());
  }

  /** @throws NotFound */
  record(id: string): RunRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new NotFound(`There is no run ${id} in this library.`);
    return record;
  }

  active(): number {
    return this.#queue.length + (this.#current ? 1 : 0);
  }

  /** All that is wrong or doubtful about a spec from outside. */
  check(input: unknown): Promise<{ problems: Problem[]; spec: RunSpec | undefined }> {
    return checkRun(input, this.options.datasets, (id) => this.#records.get(id));
  }

  /**
   * Queues a run.
   *
   * @throws Refusal with every problem, before anything is written
   */
  async create(input: unknown): Promise<RunSummary> {
    const { problems, spec } = await this.check(input);
    if (spec === undefined || hasErrors(problems)) throw Refusal.ofProblems(problems);
    const { library, backends, datasets, appVersion } = this.options;
    const numerics = await backends.choose(spec.backend, spec.precision);
    const dataset = await datasets.get(spec.data.dataset);
    const id = newRunId(new Date());
    const name = freeName(spec, new Set([...this.#records.values()].map((record) => record.name)));
    const document: RunDocument = {
      version: 1,
      id,
      spec,
      state: 'queued',
      reason: null,
      generation: 0,
      createdAt: now(),
      startedAt: null,
      endedAt: null,
      numerics,
      stepsPerEpoch: null,
      datasetName: dataset.name,
      datasetFingerprint: dataset.fingerprint,
      inputShape: [...dataset.shape],
      classes: dataset.classes,
      appVersion,
    };
    const record = await writeNewRun(library, document, name);
    this.#records.set(id, record);
    this.#enqueue(record);
    return record.summary();
  }

  /** @throws Refusal when the run cannot go on; NotFound */
  async resume(id: string): Promise<RunSummary> {
    const record = this.record(id);
    if (!['stopped', 'interrupted', 'failed'].includes(record.document.state)) {
      throw Refusal.of(
        'run',
        `${record.name} is ${record.document.state}: only a run that was stopped, interrupted or failed can be resumed.`,
      );
    }
    const { numerics, spec } = record.document;
    // What fixed its numbers is used again.
    await this.options.backends.choose(numerics?.backend ?? spec.backend, spec.precision);
    await this.options.datasets.get(spec.data.dataset);
    await record.write({ state: 'queued', reason: null, endedAt: null });
    this.#enqueue(record);
    return record.summary();
  }

  /** Takes a run off the queue, or has its engine save and end. Resolves when it has ended. */
  async stop(id: string): Promise<RunSummary> {
    const record = this.record(id);
    const waiting = this.#queue.indexOf(id);
    if (waiting !== -1) {
      this.#queue.splice(waiting, 1);
      await record.write({ state: 'stopped', endedAt: now() });
      this.#news.tell(record);
    } else if (this.#current?.id === id) {
      const { over } = this.#current;
      this.#current.session?.stop();
      await over;
    } else {
      throw Refusal.of('run', `${record.name} is ${record.document.state}: there is nothing to stop.`);
    }
    return record.summary();
  }

  async rename(id: string, name: string): Promise<RunSummary> {
    const record = this.record(id);
    await record.rename(name);
    this.#news.tell(record);
    return record.summary();
  }

  /** Ends the engine; with `save` it leaves a checkpoint and the run is stopped, else it is interrupted. */
  async close(save: boolean): Promise<void> {
    this.#closing = true;
    const current = this.#current;
    if (current) {
      if (save) current.session?.stop();
      else current.session?.kill();
      await current.over;
    }
    for (const id of this.#queue.splice(0)) {
      const reason = 'Trainyard was closed before it started.';
      await this.record(id).write({ state: 'interrupted', reason, endedAt: now() });
    }
  }

  #enqueue(record: RunRecord): void {
    this.#queue.push(record.id);
    record.progress = null;
    this.#news.tell(record);
    this.#startNext().catch((error: unknown) => console.error('The queue could not go on.', error));
  }

  async #startNext(): Promise<void> {
    if (this.#current || this.#closing) return;
    const id = this.#queue.shift();
    if (id === undefined) return;
    const record = this.record(id);
    const current: CurrentRun = { id, session: undefined, over: Promise.resolve() };
    this.#current = current;
    current.over = this.#train(record, (session) => (current.session = session)).catch(
      async (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        await this.#end(record, { state: 'failed', reason }).catch(() => {
          // Not even that can be written: at least whoever looks is told.
          record.document = { ...record.document, state: 'failed', reason };
          this.#news.tell(record);
        });
      },
    );
    await current.over;
    this.#current = undefined;
    await this.#startNext();
  }

  async #train(record: RunRecord, onSession: (session: EngineSession) => void): Promise<void> {
    const { spawn, backends, datasets } = this.options;
    const parts = { spawn, backends, datasets, news: this.#news, recordOf: (id: string) => this.record(id) };
    await this.#end(record, await trainRun(parts, record, onSession));
  }

  async #end(record: RunRecord, { state, reason }: RunEnd): Promise<void> {
    await record.readEpochs();
    await record.write({ state, reason, endedAt: now() });
    const text = END_WORDS[state];
    const level = state === 'failed' ? 'error' : state === 'interrupted' ? 'warning' : 'info';
    const words = reason === null ? text : state === 'completed' ? reason : `${text}: ${reason}`;
    await this.#news.say(record, words, level);
    this.#news.tell(record);
  }
}
