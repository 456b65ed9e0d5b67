import { randomUUID } from 'node:crypto';
import type { EngineResult } from '@shared/contract/engine';
import type { Compute, EngineJob } from '@shared/contract/engine-job';
import type { JobSummary } from '@shared/contract/job';
import type { SpawnEngine } from './engine-process';
import { EngineSession, type JobEnd } from './engine-session';
import { NotFound } from './refusal';

/** Ended jobs that are remembered, so that a window that comes back sees how they ended. */
const REMEMBERED = 50;

export interface StartedJob<Result = EngineResult> {
  summary: JobSummary;
  /** what the work brought; undefined when it failed, in which case `reason` says why */
  ended: Promise<{ result: Result | undefined; reason: string | null; field?: string | undefined }>;
}

/** What is under way: one engine's session, or something that has several engines work. */
export interface Work<Result> {
  readonly ended: Promise<JobEnd<Result>>;
  /** Has it end soon. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface WorkDescription<Result> {
  type: JobSummary['type'];
  title: string;
  unit: string;
  /** what the summary's `result` is to be */
  resultOf: (result: Result) => Promise<{ result: string | null; note?: string }>;
}

interface JobDescription extends WorkDescription<EngineResult> {
  engineJob: EngineJob;
  compute: Pick<Compute, 'threads' | 'oneDnn'>;
}

export type OnProgress = (
  progress: Pick<JobSummary, 'done' | 'total' | 'unit'> & { resumed?: number },
) => void;

const crashText = (end: Extract<JobEnd, { type: 'crashed' }>) =>
  `The engine stopped before it was done: ${end.reason}. Try again.`;

/** Imports, made-up datasets and evaluations, each with an engine of its own, and the like: shown while they work. */
export class Jobs {
  readonly #jobs = new Map<string, { summary: JobSummary; work: Pick<Work<unknown>, 'stop' | 'kill'> }>();

  constructor(
    readonly spawn: SpawnEngine,
    readonly onChange: (job: JobSummary) => void,
  ) {}

  list(): JobSummary[] {
    return [...this.#jobs.values()].map(({ summary }) => summary);
  }

  /** Work of one engine. */
  start({ engineJob, compute, ...description }: JobDescription): StartedJob {
    return this.startWork(
      description,
      (onProgress) =>
        new EngineSession(this.spawn, engineJob, compute, (report) => {
          if (report.type === 'job-progress') onProgress(report);
        }),
    );
  }

  startWork<Result>(
    { type, title, unit, resultOf }: WorkDescription<Result>,
    begin: (onProgress: OnProgress) => Work<Result>,
  ): StartedJob<Result> {
    const summary: JobSummary = {
      id: randomUUID(),
      type,
      title,
      state: 'running',
      done: 0,
      total: 0,
      unit,
      resumed: 0,
      reason: null,
      result: null,
      note: null,
    };
    const change = (changes: Partial<JobSummary>) => {
      Object.assign(summary, changes);
      this.onChange({ ...summary });
    };
    const work = begin(({ done, total, unit: ofWhat, resumed = 0 }) =>
      change({ done, total, unit: ofWhat, resumed }),
    );
    this.#jobs.set(summary.id, { summary, work });
    this.#forgetOldest();
    change({});
    const ended = work.ended.then(async (end) => {
      if (end.type === 'done') {
        try {
          change({ state: 'done', ...(await resultOf(end.result)) });
          return { result: end.result, reason: null };
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          change({ state: 'failed', reason });
          return { result: undefined, reason };
        }
      }
      const reason = end.type === 'failed' ? end.message : crashText(end);
      change({ state: 'failed', reason });
      return { result: undefined, reason, field: end.type === 'failed' ? end.field : undefined };
    });
    return { summary: { ...summary }, ended };
  }

  /** @throws NotFound */
  cancel(id: string): JobSummary {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new NotFound(`There is no job ${id}.`);
    job.work.stop();
    return { ...job.summary };
  }

  /** Ends all engines at once; what they left half-made the next job of its kind goes on with, or cleans up. */
  close(): void {
    for (const { summary, work } of this.#jobs.values()) if (summary.state === 'running') work.kill();
  }

  #forgetOldest(): void {
    for (const [id, { summary }] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED) return;
      if (summary.state !== 'running') this.#jobs.delete(id);
    }
  }
}
