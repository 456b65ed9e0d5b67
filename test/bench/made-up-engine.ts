import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { engineCommandSchema, type EngineReport } from '@shared/contract/engine';
import type { EngineJob } from '@shared/contract/engine-job';
import { EPOCH_LOG_COLUMNS, NORM_LOG_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { AppendLog } from '../../src-main/engine/metrics/append-log';
import { LineLog } from '../../src-main/engine/metrics/line-log';
import type { EngineProcess, SpawnEngine } from '../../src-main/studio/engine-process';
import { madeUpEpoch, madeUpStep } from './made-up-training';

type TrainJob = Extract<EngineJob, { type: 'train' }>;

/** A run as it is told and written down, and how fast that goes. */
export interface Pace {
  stepsPerEpoch: number;
  /** rows that are written down with each report */
  stepsPerReport: number;
  reportEveryMs: number;
}

const NORMS_EVERY = 100;
const DETAIL_BYTES = 700e6;
const HISTOGRAMS = 200;
const histogram = { min: -1, max: 1, counts: Array.from({ length: 40 }, (_, bin) => bin * 10) };

/** Writes what a run would, and reports as its engine would, without computing anything. */
class MadeUpRun {
  readonly #steps: AppendLog;
  readonly #epochs: AppendLog;
  readonly #norms: AppendLog;
  readonly #details: LineLog;
  readonly #all: number;
  #step = 0;

  constructor(
    readonly job: TrainJob,
    readonly pace: Pace,
    readonly report: (report: EngineReport) => void,
  ) {
    const folder = join(job.runFolder, 'metrics');
    mkdirSync(folder, { recursive: true });
    this.#steps = new AppendLog(join(folder, 'steps.log'), STEP_LOG_COLUMNS);
    this.#epochs = new AppendLog(join(folder, 'epochs.log'), EPOCH_LOG_COLUMNS);
    this.#norms = new AppendLog(join(folder, 'norms.log'), NORM_LOG_COLUMNS);
    this.#details = new LineLog(join(folder, 'details.jsonl'));
    this.#all = job.spec.epochs * pace.stepsPerEpoch;
  }

  get isDone(): boolean {
    return this.#step >= this.#all;
  }

  /** What happens between two reports. */
  turn(): void {
    const { stepsPerEpoch, stepsPerReport } = this.pace;
    const { generation } = this.job;
    const end = Math.min(this.#all, this.#step + stepsPerReport);
    const ended: number[] = [];
    for (; this.#step < end;) {
      const step = ++this.#step;
      const row = madeUpStep(step, stepsPerEpoch, this.#all);
      this.#steps.add([...row, generation]);
      if (step % NORMS_EVERY === 0) {
        this.#norms.add([step, row[1]!, row[2]!, 0.5, 12, 1e-3, DETAIL_BYTES, generation]);
      }
      if (step % stepsPerEpoch === 0) ended.push(step / stepsPerEpoch);
    }
    this.#steps.flush();
    this.#norms.flush();
    this.report({ type: 'progress', progress: this.#progress() });
    this.report({ type: 'series', rows: this.#steps.rows, rollBacks: 0 });
    for (const epoch of ended) this.#endEpoch(epoch);
  }

  #progress() {
    const { epochs } = this.job.spec;
    const { stepsPerEpoch } = this.pace;
    return {
      phase: 'training' as const,
      epoch: Math.min(epochs, Math.floor(this.#step / stepsPerEpoch) + 1),
      epochs,
      step: this.#step,
      totalSteps: this.#all,
      stepsPerEpoch,
      samplesPerSecond: 900,
      secondsLeft: (this.#all - this.#step) * 0.02,
    };
  }

  #endEpoch(epoch: number): void {
    const { spec, generation } = this.job;
    const row = madeUpEpoch(epoch, epoch * this.pace.stepsPerEpoch, spec.epochs);
    const values = { ...row, generation };
    this.#epochs.add(EPOCH_LOG_COLUMNS.map((column) => values[column] ?? Number.NaN));
    this.#epochs.flush();
    const hasHistograms = epoch % Math.ceil(spec.epochs / HISTOGRAMS) === 0;
    const spread = { norm: 1, histogram };
    this.#details.add({
      generation,
      epoch,
      step: row.step,
      times: { data: 1, step: 50, validation: 8, checkpoint: 0.1, other: 0.9 },
      memory: DETAIL_BYTES,
      layers: hasHistograms
        ? [1, 2].map((layer) => ({ layer, weights: spread, gradients: spread, updateRatio: 1e-3 }))
        : [],
      classes: Array.from({ length: 10 }, () => ({ precision: 0.9, recall: 0.9, f1: 0.9, support: 600 })),
    });
    this.report({ type: 'epoch', row });
    this.report({ type: 'recorded' });
    if (epoch % 10 === 0) {
      const text = `Epoch ${epoch} is done.`;
      this.report({ type: 'event', event: { at: new Date().toISOString(), level: 'info', text } });
    }
  }

  close(): void {
    for (const log of [this.#steps, this.#epochs, this.#norms, this.#details]) log.close();
  }
}

/** Engines that make training up, and have the real ones do all other jobs. */
export const madeUpEngines =
  (real: SpawnEngine, pace: Pace): SpawnEngine =>
  (env) => {
    let [onMessage, onExit] = [(_: unknown) => {}, (_: { code: number | null; reason: string }) => {}];
    let other: EngineProcess | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const end = () => {
      clearInterval(timer);
      if (other) other.kill();
      else onExit({ code: 0, reason: 'it ended' });
    };
    const train = (job: TrainJob) => {
      const run = new MadeUpRun(job, pace, (report) => onMessage(report));
      timer = setInterval(() => {
        run.turn();
        if (!run.isDone) return;
        clearInterval(timer);
        run.close();
        onMessage({ type: 'done', result: { type: 'train', ended: 'completed', why: null } });
      }, pace.reportEveryMs);
    };
    const begin = (job: EngineJob) => {
      if (job.type === 'train') return train(job);
      other = real(env);
      other.onExit((exit) => onExit(exit));
      other.onMessage((message) => {
        // This one has said so for it.
        if (JSON.stringify(message) === '{"type":"ready"}') other?.send({ type: 'start', job });
        else onMessage(message);
      });
    };
    return {
      pid: undefined,
      send: (message) => {
        const command = engineCommandSchema.parse(message);
        if (other) other.send(command);
        else if (command.type === 'start') begin(command.job);
        else if (command.type === 'stop') {
          onMessage({ type: 'done', result: { type: 'train', ended: 'stopped', why: null } });
        }
      },
      onMessage: (listener) => {
        onMessage = listener;
        setImmediate(() => onMessage({ type: 'ready' }));
      },
      onExit: (listener) => {
        onExit = listener;
      },
      stderrTail: () => other?.stderrTail() ?? '',
      kill: end,
    };
  };
