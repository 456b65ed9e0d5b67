import type { DatasetDocument } from '@shared/contract/dataset';
import type { ExportJobResult } from '@shared/contract/engine';
import type { ExportJob } from '@shared/contract/engine-job';
import { formatWords } from '@shared/export/formats';
import { targetKind } from '@shared/export/target';
import { layoutOf } from '@shared/data/layout';
import { modelParameters } from '@shared/model/parameters';
import { loadBackend } from '../backend/backend';
import { CheckpointError, readCheckpoint } from '../checkpoint/read-checkpoint';
import type { NamedArray } from '../checkpoint/safetensors';
import { readDatasetDocument } from '../data/dataset-reader';
import type { ExportedFile, ExportedModel } from '../export/exported-model';
import { FORMAT_MAKERS } from '../export/formats';
import { modelCard } from '../export/model-card';
import { PREPARATION_FILE, preparationFile } from '../export/preparation';
import { trialSamples } from '../export/trial-samples';
import { mustReplace, writeExport } from '../export/write-export';
import { asPlainWeights } from '../train/ema';
import { makeRunner } from '../train/make-runner';
import { matchArrays } from '../train/match-arrays';
import { JobError, type ReportChannel } from './report-channel';

/** Reading, making, trying out, writing. */
const STEPS = 4;
const CARD = 'README.md';

/** The arrays that evaluations use, in the model's own order. @throws CheckpointError when they do not fit the model */
function plainWeights(model: readonly NamedArray[], { spec, inputShape }: ExportJob): NamedArray[] {
  const parameters = modelParameters(spec.model.layers, inputShape);
  const values = matchArrays(parameters, asPlainWeights(model));
  return parameters.map(({ name, shape }, place) => ({ name, shape, values: values[place]! }));
}

/** A dataset that is gone or damaged keeps no model back. */
const datasetOf = ({ datasetFolder }: ExportJob): Promise<DatasetDocument | undefined> =>
  datasetFolder === null
    ? Promise.resolve(undefined)
    : readDatasetDocument(datasetFolder).catch(() => undefined);

/** Bytes of the card do not change what else is written. */
const cardFile = (text: string): ExportedFile => ({ path: CARD, bytes: new TextEncoder().encode(text) });

/**
 * Exports a checkpoint in one format: made, tried out, and written whole or not at all.
 *
 * @throws JobError when the target is in the way or cannot be written; CheckpointError when the checkpoint is damaged
 */
export async function runExportJob(
  job: ExportJob,
  channel: ReportChannel,
  stopRequested: () => boolean,
): Promise<ExportJobResult> {
  const kind = targetKind(job.format, job.to);
  const target = { path: job.to, kind, replace: job.replace };
  // Said before anybody waits for the rest.
  await mustReplace(target);
  const report = (done: number) => {
    if (stopRequested()) throw new JobError('The export was cancelled: nothing was written.');
    channel.send({ type: 'job-progress', done, total: STEPS, unit: 'steps' });
  };
  report(0);
  const { model: arrays, document, position } = await readCheckpoint(job.checkpointFolder);
  // What is exported computes in float32, so that is what it is held against.
  const spec = { ...job.spec, precision: 'float32' as const };
  let weights: NamedArray[];
  try {
    weights = plainWeights(arrays, job);
  } catch (error) {
    throw new CheckpointError(error instanceof Error ? error.message : String(error));
  }
  const model: ExportedModel = {
    name: job.name,
    checkpoint: document,
    spec: job.spec,
    inputShape: job.inputShape,
    input: job.input,
    target: job.target,
    scale: position.targetScale ?? null,
    weights,
    dataset: await datasetOf(job),
  };
  const backend = await loadBackend({ ...job.compute, precision: 'float32' });
  const runner = makeRunner({
    backend,
    spec,
    inputShape: job.inputShape,
    samples: layoutOf(job),
    batches: [],
  });
  runner.loadWeights(arrays);
  const samples = await trialSamples(model, runner, job.datasetFolder);
  runner.dispose();
  report(1);
  const maker = FORMAT_MAKERS[job.format];
  const made = await maker.make(model, samples);
  const has = (path: string) => made.some((file) => file.path === path);
  const files = has(PREPARATION_FILE) ? [...made] : [...made, preparationFile(model)];
  report(2);
  const check = await maker.check(files, model, samples);
  if (!has(CARD)) {
    const all = [...files, cardFile('')];
    const usage = maker.usage(model);
    const text = modelCard(model, job.facts, { format: job.format, files: all, usage, check });
    files.push(cardFile(text));
  }
  report(3);
  const { alone } = formatWords(job.format);
  const single = files.find(({ path }) => alone !== undefined && path.endsWith(alone)) ?? files[0]!;
  const written = kind === 'file' ? [single] : files;
  await writeExport(target, files, single);
  report(STEPS);
  return { files: written.map(({ path, bytes }) => ({ path, bytes: bytes.byteLength })), check };
}
