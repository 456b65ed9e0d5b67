import { z, type ZodError } from 'zod';
import {
  engineReportSchema,
  type EngineCommand,
  type EngineReport,
  type EngineResult,
} from '@shared/contract/engine';
import type { Compute, EngineJob } from '@shared/contract/engine-job';
import type { RunFailure } from '@shared/contract/run';
import type { RunSpec } from '@shared/spec/run-spec';
import type { EngineProcess, SpawnEngine } from './engine-process';

/** How a job ended. `crashed` is an engine that died without a word of its own. */
export type JobEnd<Result = EngineResult> =
  | { type: 'done'; result: Result }
  | { type: 'failed'; message: string; field?: string; failure?: RunFailure }
  | { type: 'crashed'; reason: string; stderr: string };

/** Where a run waits between two steps. */
export type Held = Omit<Extract<EngineReport, { type: 'held' }>, 'type'>;

/** An engine that was told to stop, does not, and is not saving either, is killed after so many milliseconds. */
const STOP_GRACE = 30_000;

/** What one checkpoint may take to be written, in milliseconds: a drive that is gone may keep an engine writing for ever. */
const MOST_SAVING = 15 * 60_000;

/** The environment that settles the numbers: TensorFlow reads it once, when it is loaded. */
const environment = ({ threads, oneDnn }: Pick<Compute, 'threads' | 'oneDnn'>): Record<string, string> => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  TF_ENABLE_ONEDNN_OPTS: oneDnn ? '1' : '0',
});

/** Somebody may wait for just that report, which never comes again. */
function unreadWords({ issues: [issue] }: ZodError): string {
  const what = issue ? ` (${issue.path.join('.') || 'all of it'}: ${issue.message})` : '';
  return `The engine reported what Trainyard cannot read${what}, which is a fault of Trainyard: try again, and report it where it comes again.`;
}

/** For jobs that compute nothing. */
export const NO_COMPUTE = { threads: 1, oneDnn: true } as const;

const lastReportSchema = z.looseObject({ type: z.enum(['done', 'failed']) });

/** One job in one engine process, from its start to its end. */
export class EngineSession {
  readonly #engine: EngineProcess;
  readonly ended: Promise<JobEnd>;
  /** resolves when the engine was given its job, and can be asked */
  readonly started: Promise<void>;
  #settled = false;
  /** runs out when it was told to stop and is to be killed */
  #grace: NodeJS.Timeout | undefined;
  /** from when on saving is no more reason to wait for it, in milliseconds */
  #latest = 0;
  #onHeld: ((at: Held) => void) | undefined;

  /** @param onReport every report but the last one, parsed, in order */
  constructor(
    spawn: SpawnEngine,
    job: EngineJob,
    compute: Pick<Compute, 'threads' | 'oneDnn'>,
    onReport: (report: EngineReport) => void,
  ) {
    this.#engine = spawn(environment(compute));
    let onStarted = () => {};
    this.started = new Promise((resolve) => (onStarted = resolve));
    this.ended = new Promise<JobEnd>((resolve) => {
      const end = (how: JobEnd) => {
        if (this.#settled) return;
        this.#settled = true;
        resolve(how);
      };
      this.#engine.onMessage((message) => {
        const parsed = engineReportSchema.safeParse(message);
        if (this.#settled) return;
        if (!parsed.success) {
          // One of those on the way takes nothing from what the job does.
          if (!lastReportSchema.safeParse(message).success) return;
          end({ type: 'failed', message: unreadWords(parsed.error) });
          this.#engine.kill();
          return;
        }
        const report = parsed.data;
        if (report.type === 'ready') {
          this.send({ type: 'start', job });
          onStarted();
        } else if (report.type === 'done') end({ type: 'done', result: report.result });
        else if (report.type === 'failed') {
          const { message: why, field, failure } = report;
          end({ type: 'failed', message: why, field, failure });
        } else if (report.type === 'saving') this.#stillSaves();
        else if (report.type === 'held') this.#onHeld?.(report);
        else onReport(report);
        if (this.#settled) this.#engine.kill();
      });
      this.#engine.onExit(({ reason }) => {
        end({ type: 'crashed', reason, stderr: this.#engine.stderrTail() });
      });
    });
  }

  /** It is left until it has, unless its drive is gone for good. */
  #stillSaves(): void {
    if (performance.now() < this.#latest) this.#grace?.refresh();
  }

  get pid(): number | undefined {
    return this.#engine.pid;
  }

  send(command: EngineCommand): void {
    this.#engine.send(command);
  }

  /** Has the run wait between two steps. Undefined when it ended before it came to that. */
  hold(): Promise<Held | undefined> {
    if (this.#settled) return Promise.resolve(undefined);
    const held = new Promise<Held>((resolve) => (this.#onHeld = resolve));
    this.send({ type: 'hold' });
    return Promise.race([held, this.ended.then(() => undefined)]);
  }

  /** Lets a run that waits go on, with another spec when there is one. */
  goOn(spec: RunSpec | null): void {
    if (!this.#settled) this.send({ type: 'go-on', spec });
  }

  /** Has the run stop at the end of its epoch, or not after all. */
  stopAfterEpoch(on: boolean): void {
    if (!this.#settled) this.send({ type: 'stop-after-epoch', on });
  }

  /** Asks the job to save and end; an engine that does not listen is killed. One that saves to a slow drive is not. */
  stop(): void {
    if (this.#settled) return;
    this.send({ type: 'stop' });
    if (this.#grace) return;
    const grace = setTimeout(() => this.#engine.kill(), STOP_GRACE);
    grace.unref();
    this.#grace = grace;
    this.#latest = performance.now() + MOST_SAVING;
    void this.ended.then(() => clearTimeout(grace));
  }

  kill(): void {
    this.#engine.kill();
  }
}
