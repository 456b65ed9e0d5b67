import {
  type Compute,
  engineReportSchema,
  type EngineCommand,
  type EngineJob,
  type EngineReport,
  type EngineResult,
} from '@shared/contract/engine';
import type { EngineProcess, SpawnEngine } from './engine-process';

/** How a job ended. `crashed` is an engine that died without a word of its own. */
export type JobEnd =
  | { type: 'done'; result: EngineResult }
  | { type: 'failed'; message: string; field?: string }
  | { type: 'crashed'; reason: string; stderr: string };

/** An engine that was told to stop and does not: it is killed after so many milliseconds. */
const STOP_GRACE = 30_000;

/** The environment that settles the numbers: TensorFlow reads it once, when it is loaded. */
const environment = ({ threads, oneDnn }: Pick<Compute, 'threads' | 'oneDnn'>): Record<string, string> => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  TF_ENABLE_ONEDNN_OPTS: oneDnn ? '1' : '0',
});

/** For jobs that compute nothing. */
export const NO_COMPUTE = { threads: 1, oneDnn: true } as const;

/** One job in one engine process, from its start to its end. */
export class EngineSession {
  readonly #engine: EngineProcess;
  readonly ended: Promise<JobEnd>;
  #settled = false;

  /** @param onReport every report but the last one, parsed, in order */
  constructor(
    spawn: SpawnEngine,
    job: EngineJob,
    compute: Pick<Compute, 'threads' | 'oneDnn'>,
    onReport: (report: EngineReport) => void,
  ) {
    this.#engine = spawn(environment(compute));
    this.ended = new Promise<JobEnd>((resolve) => {
      const end = (how: JobEnd) => {
        if (this.#settled) return;
        this.#settled = true;
        resolve(how);
      };
      this.#engine.onMessage((message) => {
        const parsed = engineReportSchema.safeParse(message);
        if (!parsed.success || this.#settled) return;
        const report = parsed.data;
        if (report.type === 'ready') this.#send({ type: 'start', job });
        else if (report.type === 'done') end({ type: 'done', result: report.result });
        else if (report.type === 'failed') {
          end({ type: 'failed', message: report.message, field: report.field });
        } else onReport(report);
        if (this.#settled) this.#engine.kill();
      });
      this.#engine.onExit(({ reason }) => {
        end({ type: 'crashed', reason, stderr: this.#engine.stderrTail() });
      });
    });
  }

  get pid(): number | undefined {
    return this.#engine.pid;
  }

  #send(command: EngineCommand): void {
    this.#engine.send(command);
  }

  /** Asks the job to save and end; an engine that does not listen is killed. */
  stop(): void {
    if (this.#settled) return;
    this.#send({ type: 'stop' });
    const timer = setTimeout(() => this.#engine.kill(), STOP_GRACE);
    timer.unref();
    void this.ended.then(() => clearTimeout(timer));
  }

  kill(): void {
    this.#engine.kill();
  }
}
