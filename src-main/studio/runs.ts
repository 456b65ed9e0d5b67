import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineReport } from '@shared/contract/engine';
import { ENDED_STATES, type RunDocument, type RunEvent, type RunSummary } from '@shared/contract/run';
import { checkSpec, hasErrors } from '@shared/spec/check';
import { parseSpec } from '@shared/spec/parse';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { writeFileAtomically } from '../durable/atomic-file';
import type { Backends } from './backends';
import { checkpointFolder, findCheckpoint, findCheckpoints, lastOf } from './checkpoints';
import type { Datasets } from './datasets';
import type { SpawnEngine } from './engine-process';
import { EngineSession } from './engine-session';
import type { Hub } from './hub';
import type { Library } from './library';
import { NotFound, Refusal } from './refusal';
import { freeName, newRunId } from './run-names';
import { RunRecord } from './run-record';
import { startPositionProblem } from './start-position';

const now = () => new Date().toISOString();

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

  private constructor(readonly options: RunsOptions) {}

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
      await runs.#findResumable(record);
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
  async check(input: unknown): Promise<{ problems: Problem[]; spec: RunSpec | undefined }> {
    const parsed = parseSpec(input);
    if (!parsed.ok) return { problems: parsed.problems, spec: undefined };
    const { spec } = parsed;
    const dataset = await this.options.datasets.find(spec.data.dataset);
    const problems = checkSpec(spec, dataset);
    if (dataset?.state === 'damaged') {
      problems.unshift({
        severity: 'error',
        path: 'data.dataset',
        message: dataset.problem ?? '',
        mends: [],
      });
    }
    const start = await startPositionProblem(spec, dataset, (id) => this.#records.get(id));
    if (start) problems.unshift(start);
    return { problems, spec };
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
    // Complete under a name that is no run's, then renamed: a run folder is whole or is not there.
    const temporary = join(library.runs, `.${id}.tmp`);
    await mkdir(temporary);
    await writeFileAtomically(join(temporary, 'run.json'), JSON.stringify(document, null, 1));
    await writeFileAtomically(join(temporary, 'labels.json'), JSON.stringify({ version: 1, name }, null, 1));
    const folder = join(library.runs, id);
    await rename(temporary, folder);
    const record = await RunRecord.read(folder);
    if (record === undefined) throw new Error(`${folder} could not be read back.`);
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
      this.#tell(record);
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
    this.#tell(record);
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

  #tell(record: RunRecord): void {
    this.options.hub.publish({ type: 'run', run: record.summary() });
  }

  #enqueue(record: RunRecord): void {
    this.#queue.push(record.id);
    record.progress = null;
    this.#tell(record);
    this.#startNext().catch((error: unknown) => console.error('The queue could not go on.', error));
  }

  async #startNext(): Promise<void> {
    if (this.#current || this.#closing) return;
    const id = this.#queue.shift();
    if (id === undefined) return;
    const record = this.record(id);
    const current: CurrentRun = { id, session: undefined, over: Promise.resolve() };
    this.#current = current;
    current.over = this.#run(record, (session) => (current.session = session)).catch(
      async (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        await this.#end(record, 'failed', reason).catch(() => {
          // Not even that can be written: at least whoever looks is told.
          record.document = { ...record.document, state: 'failed', reason };
          this.#tell(record);
        });
      },
    );
    await current.over;
    this.#current = undefined;
    await this.#startNext();
  }

  async #run(record: RunRecord, onSession: (session: EngineSession) => void): Promise<void> {
    const { backends, datasets, spawn } = this.options;
    const { spec, numerics, startedAt } = record.document;
    const generation = record.document.generation + 1;
    await record.write({ state: 'starting', generation, startedAt: startedAt ?? now(), reason: null });
    this.#tell(record);
    const making = await datasets.ensure(spec.data.dataset);
    // Settled when the run was queued, and used again each time that it goes on.
    const compute = numerics ?? (await backends.choose(spec.backend, spec.precision));
    const last = lastOf(await findCheckpoints(record.folder));
    const begin = last
      ? { checkpointFolder: last.folder, mode: 'continue' as const }
      : spec.start
        ? {
            checkpointFolder: checkpointFolder(this.record(spec.start.run).folder, spec.start.checkpoint),
            mode: spec.start.mode,
          }
        : null;
    // One after the other, so that what is written is what was said last.
    let handled: Promise<void> = Promise.resolve();
    let fault: string | undefined;
    const session = new EngineSession(
      spawn,
      {
        type: 'train',
        run: record.id,
        runFolder: record.folder,
        generation,
        spec,
        datasetFolder: datasets.folderOf(spec.data.dataset),
        compute,
        begin,
      },
      compute,
      (report) => {
        // The engine goes on when a line of the log cannot be written; what went wrong is said at the end.
        handled = handled
          .then(() => this.#onReport(record, report))
          .catch((error: unknown) => {
            fault ??= error instanceof Error ? error.message : String(error);
          });
      },
    );
    onSession(session);
    let makingFailed: string | undefined;
    void making?.ended.then(({ reason }) => {
      if (reason === null) return;
      makingFailed = reason;
      session.kill();
    });
    const end = await session.ended;
    await handled;
    if (fault !== undefined) console.error(`Run ${record.id}: something could not be written down: ${fault}`);
    await this.#findResumable(record);
    if (end.type === 'done' && end.result.type === 'train') return this.#end(record, end.result.ended, null);
    if (end.type === 'failed') return this.#end(record, 'failed', end.message);
    if (makingFailed !== undefined) {
      return this.#end(record, 'interrupted', `Its dataset could not be made: ${makingFailed}`);
    }
    const why = end.type === 'crashed' ? end.reason : 'it answered with something else';
    const rest = record.lastCheckpoint
      ? 'Resume goes on from the last checkpoint.'
      : 'No checkpoint was saved yet: Resume starts again.';
    return this.#end(record, 'interrupted', `The engine stopped before the run was done: ${why}. ${rest}`);
  }

  async #end(record: RunRecord, state: RunDocument['state'], reason: string | null): Promise<void> {
    await record.readEpochs();
    await record.write({ state, reason, endedAt: now() });
    const texts = {
      completed: 'Completed',
      stopped: 'Stopped',
      failed: 'Failed',
      interrupted: 'Interrupted',
    };
    const text = texts[state as keyof typeof texts] ?? state;
    const level = state === 'failed' ? 'error' : state === 'interrupted' ? 'warning' : 'info';
    await this.#addEvent(record, { at: now(), level, text: reason === null ? text : `${text}: ${reason}` });
    this.#tell(record);
  }

  async #addEvent(record: RunRecord, event: RunEvent): Promise<void> {
    await record.addEvent(event);
    this.options.hub.publish({ type: 'run-event', run: record.id, event });
  }

  async #findResumable(record: RunRecord): Promise<void> {
    record.lastCheckpoint = lastOf(await findCheckpoints(record.folder))?.document ?? null;
  }

  async #onReport(record: RunRecord, report: EngineReport): Promise<void> {
    const { hub } = this.options;
    switch (report.type) {
      case 'numerics': {
        const { numerics } = record.document;
        if (numerics && numerics.libraryVersion !== report.numerics.libraryVersion) {
          const text = `Computed with version ${report.numerics.libraryVersion} from here on, and with ${numerics.libraryVersion} before: the last digits will differ from a run that was not interrupted.`;
          await this.#addEvent(record, { at: now(), level: 'warning', text });
        }
        await record.write({ numerics: report.numerics });
        return this.#tell(record);
      }
      case 'progress': {
        record.progress = report.progress;
        const { phase } = report.progress;
        if (record.document.state === 'starting' && (phase === 'training' || phase === 'validating')) {
          await record.write({ state: 'running', stepsPerEpoch: report.progress.stepsPerEpoch });
        }
        return this.#tell(record);
      }
      case 'series':
        hub.publish({
          type: 'series',
          run: record.id,
          rows: report.rows,
          generation: record.document.generation,
        });
        return;
      case 'epoch':
        await record.readEpochs();
        return this.#tell(record);
      case 'checkpoint': {
        const found = await findCheckpoint(record.folder, report.checkpoint.id);
        record.lastCheckpoint = found?.document ?? record.lastCheckpoint;
        hub.publish({ type: 'checkpoints', run: record.id });
        return this.#tell(record);
      }
      case 'event':
        return this.#addEvent(record, report.event);
      default:
        return;
    }
  }
}
