import { z } from 'zod';
import { checkpointSummarySchema, type CheckpointSummary } from '@shared/contract/checkpoint';
import { datasetSummarySchema, type DatasetSummary } from '@shared/contract/dataset';
import { evaluationSchema, type Evaluation } from '@shared/contract/evaluation';
import type { StudioEvent } from '@shared/contract/event';
import type { JobSummary } from '@shared/contract/job';
import { machineInfoSchema, type MachineInfo } from '@shared/contract/machine';
import { listedRunSchema, runSummarySchema, type ListedRun, type RunSummary } from '@shared/contract/run';
import { listedSweepSchema, type ListedSweep } from '@shared/contract/sweep';

/** What is kept of a machine for when it is not reachable, and for the next start. */
export const mirrorDocumentSchema = z.object({
  version: z.literal(1),
  lastSeen: z.iso.datetime(),
  info: machineInfoSchema,
  runs: z.array(listedRunSchema),
  /** those that were looked at last, whole */
  whole: z.array(runSummarySchema),
  datasets: z.array(datasetSummarySchema),
  checkpoints: z.array(checkpointSummarySchema),
  evaluations: z.array(evaluationSchema),
  sweeps: z.array(listedSweepSchema),
});
export type MirrorDocument = z.infer<typeof mirrorDocumentSchema>;

/** All lists of a machine, fetched at one moment. */
export interface MirroredLists {
  info: MachineInfo;
  runs: ListedRun[];
  datasets: DatasetSummary[];
  checkpoints: CheckpointSummary[];
  evaluations: Evaluation[];
  sweeps: ListedSweep[];
  jobs: JobSummary[];
}

/** So many runs are kept whole: those that somebody looked at, or that trained. */
const MOST_WHOLE = 50;

const isLive = ({ state }: ListedRun): boolean => state === 'starting' || state === 'running';

const byId = <Item extends { id: string }>(items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.id, item]));

/** What is known of all that lies on another machine, as of when it was heard of last. Ids are as they are known here. */
export class Mirror {
  info: MachineInfo | null = null;
  lastSeen: string | null = null;
  runs = new Map<string, ListedRun>();
  datasets = new Map<string, DatasetSummary>();
  evaluations = new Map<string, Evaluation>();
  sweeps = new Map<string, ListedSweep>();
  /** of work that ends with its studio: known only while that is reachable */
  jobs = new Map<string, JobSummary>();
  readonly checkpoints = new Map<string, CheckpointSummary[]>();
  readonly #whole = new Map<string, RunSummary>();
  /** counts what has changed, for whoever writes it down */
  changes = 0;

  static from(document: MirrorDocument | undefined): Mirror {
    const mirror = new Mirror();
    if (document === undefined) return mirror;
    mirror.take({ ...document, jobs: [] });
    for (const run of document.whole) mirror.#keep(run);
    mirror.lastSeen = document.lastSeen;
    mirror.changes = 0;
    return mirror;
  }

  /** undefined before the first time that it was reached */
  document(): MirrorDocument | undefined {
    if (this.info === null || this.lastSeen === null) return undefined;
    return {
      version: 1,
      lastSeen: this.lastSeen,
      info: this.info,
      runs: [...this.runs.values()],
      whole: [...this.#whole.values()],
      datasets: [...this.datasets.values()],
      checkpoints: [...this.checkpoints.values()].flat(),
      evaluations: [...this.evaluations.values()],
      sweeps: [...this.sweeps.values()],
    };
  }

  /** Takes in all lists anew. */
  take({ info, runs, datasets, checkpoints, evaluations, sweeps, jobs }: MirroredLists): void {
    this.info = info;
    this.runs = byId(runs);
    this.datasets = byId(datasets);
    this.evaluations = byId(evaluations);
    this.sweeps = byId(sweeps);
    this.jobs = byId(jobs);
    this.checkpoints.clear();
    for (const checkpoint of checkpoints) {
      this.checkpoints.set(checkpoint.run, [...(this.checkpoints.get(checkpoint.run) ?? []), checkpoint]);
    }
    for (const id of this.#whole.keys()) if (!this.runs.has(id)) this.#whole.delete(id);
    this.changes++;
  }

  /** Takes in what its studio tells of. */
  apply(event: StudioEvent): void {
    this.changes++;
    switch (event.type) {
      case 'run':
        return this.putRun(event.run);
      case 'progress': {
        const listed = this.runs.get(event.run);
        const whole = this.#whole.get(event.run);
        if (listed) this.runs.set(event.run, { ...listed, progress: event.progress });
        if (whole) this.#whole.set(event.run, { ...whole, progress: event.progress });
        return undefined;
      }
      case 'runs-listed':
        for (const run of event.runs) this.#putListed(run);
        return undefined;
      case 'run-removed':
        this.runs.delete(event.run);
        this.#whole.delete(event.run);
        this.checkpoints.delete(event.run);
        return undefined;
      case 'dataset':
        this.datasets.set(event.dataset.id, event.dataset);
        return undefined;
      case 'dataset-removed':
        this.datasets.delete(event.dataset);
        return undefined;
      case 'evaluation':
        this.evaluations.set(event.evaluation.id, event.evaluation);
        return undefined;
      case 'sweep':
        this.sweeps.set(event.sweep.id, event.sweep);
        return undefined;
      case 'sweep-removed':
        this.sweeps.delete(event.sweep);
        return undefined;
      case 'job':
        this.jobs.set(event.job.id, event.job);
        return undefined;
      default:
        return undefined;
    }
  }

  putRun(run: RunSummary): void {
    this.#keep(run);
    // What lists need of it, and not all of its epochs twice.
    this.runs.set(run.id, listedRunSchema.parse(run));
  }

  putCheckpoints(run: string, checkpoints: readonly CheckpointSummary[]): void {
    this.checkpoints.set(run, [...checkpoints]);
    this.changes++;
  }

  whole(run: string): RunSummary | undefined {
    return this.#whole.get(run);
  }

  counts(): { all: number; live: number } {
    return { all: this.runs.size, live: [...this.runs.values()].filter(isLive).length };
  }

  #putListed(run: ListedRun): void {
    this.runs.set(run.id, run);
    const whole = this.#whole.get(run.id);
    if (whole) this.#whole.set(run.id, { ...whole, ...run, spec: whole.spec, target: whole.target });
  }

  /** The one that was heard of last is the last of them. */
  #keep(run: RunSummary): void {
    this.#whole.delete(run.id);
    this.#whole.set(run.id, run);
    const [oldest] = this.#whole.keys();
    if (this.#whole.size > MOST_WHOLE && oldest !== undefined) this.#whole.delete(oldest);
  }
}
