import { fitProblem } from '@shared/data/fit';
import { inputOf } from '@shared/data/input-of';
import { targetOf } from '@shared/data/target-of';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluation, EvaluationSplit } from '@shared/contract/evaluation';
import type { JobSummary } from '@shared/contract/job';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import type { Backends } from './backends';
import { chosenCheckpoint } from './chosen-checkpoint';
import type { Datasets } from './datasets';
import { addEvaluation, readEvaluations } from './evaluations-file';
import type { Hub } from './hub';
import type { Jobs } from './jobs';
import { NotFound, Refusal } from './refusal';
import type { RunRecord } from './run-record';
import type { Runs } from './runs/runs';
import { sideBySide } from './side-by-side';

interface EvaluationRequest {
  run: string;
  /** an id, or which one */
  checkpoint: string;
  dataset?: string | undefined;
  split: EvaluationSplit;
  /** whether it is the test at the end of the run */
  isFinal?: boolean;
  /** has a result that the disk has no space for wait until there is some, rather than fail */
  patience?: Patience;
}

/** How a result waits for space on a full disk. */
export interface Patience {
  /** is told, once, that the disk is full */
  onFull: () => Promise<void>;
  /** ends the waiting, without the result */
  leave: AbortSignal;
}

const outputsFolder = (record: RunRecord) => join(record.folder, 'evaluations');
const outputsFile = (record: RunRecord, evaluation: string) =>
  join(outputsFolder(record), `${evaluation}.safetensors`);

const NOT_KEPT =
  'The disk was too full to keep what it said of each sample: free some space and evaluate again to look at them.';

const asideWords = (name: string) =>
  `The list of this run's earlier evaluations could not be read: it lies beside the new one as ${name}, and what was kept of their samples stays.`;

const UUID_LENGTH = 36;

/** Few, so that what a person asks for meanwhile need not wait for thousands. */
const READ_AT_ONCE = 16;

/** Checkpoints measured on datasets: each result stays with its run. */
export class Evaluations {
  #writing: Promise<void> = Promise.resolve();
  /** ids of those whose engines are at work: what they wrote is not named in the document yet */
  readonly #underWay = new Set<string>();

  constructor(
    readonly runs: Runs,
    readonly datasets: Datasets,
    readonly backends: Backends,
    readonly jobs: Jobs,
    readonly hub: Hub,
  ) {}

  /** Whether an engine writes, or wrote, what is not named in the document yet. */
  isUnderWay(): boolean {
    return this.#underWay.size > 0;
  }

  async list(run: string | undefined): Promise<Evaluation[]> {
    const records = run === undefined ? this.runs.store.all() : [this.runs.record(run)];
    const lists: Evaluation[][] = [];
    await sideBySide(records, READ_AT_ONCE, async (record) => {
      lists.push((await readEvaluations(record.folder)).evaluations);
    });
    return lists.flat().sort((a, b) => b.at.localeCompare(a.at));
  }

  /** @throws NotFound where nothing was kept, Refusal where it is damaged */
  async outputs(run: string, id: string): Promise<Blob> {
    const record = this.runs.record(run);
    const { evaluations } = await readEvaluations(record.folder);
    const evaluation = evaluations.find((one) => one.id === id);
    if (!evaluation) throw new NotFound(`Run ${record.name} has no evaluation ${id}.`);
    if (!evaluation.outputs) throw new NotFound('What it said of each sample was not kept: evaluate again.');
    const bytes = await readFile(outputsFile(record, id)).catch(() => undefined);
    if (
      bytes === undefined ||
      createHash('sha256').update(bytes).digest('hex') !== evaluation.outputs.sha256
    ) {
      throw Refusal.of(
        'evaluation',
        'What was kept of the samples of this evaluation is missing or damaged: evaluate again.',
      );
    }
    return new Blob([bytes]);
  }

  /** @throws Refusal, NotFound */
  async start(request: EvaluationRequest): Promise<JobSummary> {
    return (await this.#begin(request)).summary;
  }

  /**
   * Resolves when the result stands with its run.
   *
   * @throws Refusal, NotFound, Error when the engine failed
   */
  async run(request: EvaluationRequest): Promise<Evaluation> {
    const { ended, evaluated } = await this.#begin(request);
    const { reason } = await ended;
    const evaluation = evaluated();
    if (evaluation === undefined) throw new Error(reason ?? 'The engine brought no result.');
    return evaluation;
  }

  async #begin({ run, checkpoint, dataset, split, isFinal = false, patience }: EvaluationRequest) {
    const record = this.runs.record(run);
    const { spec, numerics } = record.document;
    const [input, target] = [inputOf(record.document), targetOf(record.document)];
    const found = await chosenCheckpoint(record, checkpoint);
    const on = await this.datasets.get(dataset ?? spec.data.dataset);
    const misfit = fitProblem(on.name, on, { input, target });
    if (misfit) throw Refusal.of('dataset', misfit);
    if ((split === 'test' ? on.testCount : on.trainCount) === 0) {
      throw Refusal.of('split', `${on.name} has no ${split} samples: choose another dataset.`);
    }
    const { fraction, folds } = spec.validation;
    if (split === 'validation' && on.validationCount === 0 && fraction === 0 && folds === 0) {
      throw Refusal.of(
        'split',
        `${record.name} held back no samples for validation, and ${on.name} gives none: evaluate on its test or training part.`,
      );
    }
    const compute = await this.backends.choose(numerics?.backend ?? 'auto', spec.precision);
    await this.datasets.ensure(on.id);
    const release = await this.runs.keeper.hold(record, found.document.id);
    if (release === undefined) {
      throw Refusal.of(
        'checkpoint',
        `Checkpoint ${found.document.id} of ${record.name} has just been removed: choose another.`,
      );
    }
    const id = randomUUID();
    this.#underWay.add(id);
    let evaluated: Evaluation | undefined;
    const { summary, ended } = this.jobs.start({
      type: 'evaluate',
      title: `Evaluating ${record.name} on ${on.name}`,
      unit: 'samples',
      compute,
      engineJob: {
        type: 'evaluate',
        checkpointFolder: found.folder,
        spec,
        input,
        target,
        datasetFolder: this.datasets.folderOf(on.id),
        split,
        outputsFile: outputsFile(record, id),
        compute,
      },
      resultOf: async (result) => {
        if (result.type !== 'evaluate') return { result: null };
        const evaluation: Evaluation = {
          ...result.evaluation,
          id,
          run,
          checkpoint: found.document.id,
          dataset: on.id,
          datasetName: on.name,
          split,
          at: new Date().toISOString(),
          isFinal,
        };
        let aside: string | undefined;
        const add = async () => {
          aside = await this.#add(record, evaluation);
        };
        if (patience) {
          const isWritten = await onceThereIsSpace(add, patience.onFull, patience.leave);
          if (!isWritten) return { result: null };
        } else await add();
        evaluated = evaluation;
        const notes = [
          ...(evaluation.outputs ? [] : [NOT_KEPT]),
          ...(aside === undefined ? [] : [asideWords(aside)]),
        ];
        return { result: id, ...(notes.length > 0 ? { note: notes.join(' ') } : {}) };
      },
    });
    const settled = ended.then(async (end) => {
      this.#underWay.delete(id);
      release();
      if (evaluated === undefined) await this.#inTurn(() => this.#clearAway(record));
      return end;
    });
    return { summary, ended: settled, evaluated: () => evaluated };
  }

  /** @returns what the list that was there is called now, where it could not be read */
  async #add(record: RunRecord, evaluation: Evaluation): Promise<string | undefined> {
    let aside: string | undefined;
    await this.#inTurn(async () => {
      aside = await addEvaluation(record.folder, evaluation);
      await this.#clearAway(record);
    });
    this.hub.publish({ type: 'evaluation', evaluation });
    return aside;
  }

  /**
   * One after the other: two results at once would each write a list without the other, and who clears away would take
   * what belongs to one that was added meanwhile.
   */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(work);
    await this.#writing;
  }

  /** Removes what engines wrote that were ended before their result stood in the document. */
  async #clearAway(record: RunRecord): Promise<void> {
    const names = await readdir(outputsFolder(record)).catch(() => []);
    const { ids } = await readEvaluations(record.folder);
    // What cannot be read may name them all.
    if (ids === undefined) return;
    for (const name of names) {
      const id = name.slice(0, UUID_LENGTH);
      const isWhole = name === `${id}.safetensors` && ids.has(id);
      if (!isWhole && !this.#underWay.has(id)) await rm(join(outputsFolder(record), name), { force: true });
    }
  }
}
