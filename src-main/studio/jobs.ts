import { randomUUID } from 'node:crypto';
import type { Compute, EngineJob, EngineResult } from '@shared/contract/engine';
import type { JobSummary } from '@shared/contract/job';
import type { SpawnEngine } from './engine-process';
import { EngineSession, type JobEnd } from './engine-session';
import { NotFound } from './refusal';

/** Ended jobs that are remembered, so that a window that comes back sees how they ended. */
const REMEMBERED = 50;

export interface StartedJob {
  summary: JobSummary;
  /** what the engine brought back; undefined when it failed, in which case `reason` says why */
  ended: Promise<{ result: EngineResult | undefined; reason: string | null }>;
}

interface JobDescription {
  type: JobSummary['type'];
  title: string;
  unit: string;
  engineJob: EngineJob;
  compute: Pick<Compute, 'threads' | 'oneDnn'>;
  /** what the summary's `result` is to be */
  resultOf: (result: EngineResult) => Promise<{ result: string | null; note?: string }>;
}

const crashText = (end: Extract<JobEnd, { type: 'crashed' }>) =>
  `The engine stopped before it was done: ${end.reason}. Try again.`;

/** Imports, made-up datasets and evaluations: each an engine of its own, shown while it works. */
export class Jobs {
  readonly #jobs = new Map<string, { summary: JobSummary; session: EngineSession }>();

  constructor(
    readonly spawn: SpawnEngine,
    readonly onChange: (job: JobSummary) => void,
  ) {}

  list(): JobSummary[] {
    return [...this.#jobs.values()].map(({ summary }) => summary);
  }

  start({ type, title, unit, engineJob, compute, resultOf }: JobDescription): StartedJob {
    const summary: JobSummary = {
      id: randomUUID(),
      type,
      title,
      state: 'running',
      done: 0,
      total: 0,
      unit,
      reason: null,
      result: null,
      note: null,
    };
    const change = (changes: Partial<JobSummary>) => {
      Object.assign(summary, changes);
      this.onChange({ ...summary });
    };
    const session = new EngineSession(this.spawn, engineJob, compute, (report) => {
      if (report.type === 'job-progress')
        change({ done: report.done, total: report.total, unit: report.unit });
    });
    this.#jobs.set(summary.id, { summary, session });
    this.#forgetOldest();
    change({});
    const ended = session.ended.then(async (end) => {
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
      return { result: undefined, reason };
    });
    return { summary: { ...summary }, ended };
  }

  /** @throws NotFound */
  cancel(id: string): JobSummary {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new NotFound(`There is no job ${id}.`);
    job.session.stop();
    return { ...job.summary };
  }

  /** Ends all engines at once; what they left half-made is cleaned up by the next job of its kind. */
  close(): void {
    for (const { summary, session } of this.#jobs.values()) if (summary.state === 'running') session.kill();
  }

  #forgetOldest(): void {
    for (const [id, { summary }] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED) return;
      if (summary.state !== 'running') this.#jobs.delete(id);
    }
  }
}
