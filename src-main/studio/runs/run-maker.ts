import { join } from 'node:path';
import type { Numerics } from '@shared/contract/backend';
import type { DatasetSummary } from '@shared/contract/dataset';
import { runLabelsSchema } from '@shared/contract/labels';
import type { RayPlace } from '@shared/contract/place';
import type { RunDocument, RunSummary, SweepOfRun } from '@shared/contract/run';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { hasErrors } from '@shared/spec/check';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { checkRun } from '../check-run';
import { continuedNumericsProblems } from '../continued-numerics';
import { bytesFree } from '../library';
import { writeNewRun } from '../new-run';
import { rayNumerics } from '../ray/ray-numerics';
import { Refusal } from '../refusal';
import { processorName } from '../resume-differences';
import { freeName, newRunId } from '../run-names';
import { newRunNumerics } from '../speed/new-run-numerics';
import type { Runs } from './runs';

/** What a run is made for, when it is a sweep that makes it, or somebody who may ask for it twice; and where it trains elsewhere. */
interface MadeFor {
  sweep?: SweepOfRun;
  startKey?: string;
  experiment?: string;
  place?: RayPlace | undefined;
}

/** Checks what is to be a run, and makes it. */
export class RunMaker {
  constructor(readonly runs: Runs) {}

  /**
   * All that is wrong or doubtful about a spec from outside; it is undefined when it is malformed.
   *
   * @param place where it is to train, when that is not on this machine
   */
  async check(input: unknown, place?: RayPlace): Promise<{ problems: Problem[]; spec: RunSpec | undefined }> {
    const { library, datasets, backends, power } = this.runs.options;
    const parts = { datasets, backends, weights: this.runs.weights };
    const limits = { free: await bytesFree(library), memoryShare: power.settings.memoryShare };
    return checkRun(input, parts, (id) => this.runs.store.find(id), {
      ...limits,
      isHere: place === undefined,
    });
  }

  /**
   * Queues a run.
   *
   * @throws Refusal with every problem, before anything is written
   */
  async create(input: unknown, as: MadeFor = {}): Promise<RunSummary> {
    const { problems, spec } = await this.check(input, as.place);
    if (spec === undefined || hasErrors(problems)) throw Refusal.ofProblems(problems);
    // A sweep has looked before its first trial; its cluster may be away for a while.
    if (as.place && as.sweep === undefined) await this.runs.options.places.refuseUnusable(as.place);
    if (spec.start === undefined) return this.#create(spec, as);
    // Until the run is there, nothing says that it needs its parent's checkpoint.
    const parent = this.runs.record(spec.start.run);
    const release = await this.runs.keeper.hold(parent, spec.start.checkpoint);
    if (release === undefined) {
      throw Refusal.of(
        'start.checkpoint',
        `Checkpoint ${spec.start.checkpoint} of ${parent.name} has just been removed: choose another.`,
      );
    }
    try {
      return await this.#create(spec, as);
    } finally {
      release();
    }
  }

  async #create(spec: RunSpec, as: MadeFor): Promise<RunSummary> {
    const { options, store, news, weights: brought, dispatcher } = this.runs;
    const { place } = as;
    const { numerics, why } = await this.numericsOf(spec, place);
    const dataset = await options.datasets.get(spec.data.dataset);
    const document = this.#document(spec, as, numerics, dataset);
    const taken = [...store.all().map((record) => record.name), ...this.runs.namesElsewhere()];
    const name = freeName(spec, new Set(taken));
    // A run that goes on from another one belongs to the same experiment.
    const experiment = as.experiment ?? (spec.start && store.find(spec.start.run)?.experiment) ?? '';
    const labels = runLabelsSchema.parse({ version: 1, name, experiment });
    const { weights } = spec;
    const record = await writeNewRun(options.library, document, labels, async (folder) => {
      if (weights) await brought.copyTo(weights.file, join(folder, OWN_WEIGHTS));
    });
    store.add(record);
    if (why !== '') await news.say(record, why);
    const parent = spec.start && store.find(spec.start.run);
    for (const { message } of place ? [] : await continuedNumericsProblems(spec, parent, options.backends)) {
      await news.say(record, message, 'warning');
    }
    dispatcher.enqueue(record);
    return record.summary();
  }

  /**
   * What fixes the last digits of a new run, and why it is not the usual; empty when it is.
   *
   * @throws Refusal when the backend is not to be had here
   */
  async numericsOf(spec: RunSpec, place?: RayPlace): Promise<{ numerics: Numerics; why: string }> {
    const { backends, speed, power } = this.runs.options;
    if (place) {
      const parent = spec.start ? this.runs.record(spec.start.run).document.numerics : null;
      return { numerics: rayNumerics(spec, place, parent), why: '' };
    }
    return newRunNumerics(spec, {
      backends,
      speed,
      recordOf: (run) => this.runs.record(run),
      leaveCoreFree: power.settings.leaveCoreFree,
    });
  }

  #document(
    spec: RunSpec,
    { sweep, startKey, place }: MadeFor,
    numerics: Numerics,
    dataset: DatasetSummary,
  ): RunDocument {
    const { options, store } = this.runs;
    return {
      version: 1,
      id: newRunId(new Date(), store.all().at(-1)?.id),
      spec,
      state: 'queued',
      reason: null,
      mends: [],
      pausedBy: null,
      finalTest: null,
      generation: 0,
      number: store.nextNumber(),
      createdAt: new Date().toISOString(),
      startedAt: null,
      endedAt: null,
      numerics,
      processor: place ? '' : processorName(),
      stepsPerEpoch: null,
      datasetName: dataset.name,
      datasetFingerprint: dataset.fingerprint,
      inputShape: [...dataset.shape],
      classes: dataset.classes,
      input: dataset.input,
      target: dataset.target,
      appVersion: options.appVersion,
      ...(sweep && { sweep }),
      ...(place && { place }),
      ...(startKey !== undefined && { startKey }),
    };
  }
}
