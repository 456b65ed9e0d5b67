import type { DatasetDocument } from '@shared/contract/dataset';
import type { EvaluationResult } from '@shared/contract/engine';
import type { EvaluateJob } from '@shared/contract/engine-job';
import { fitProblem } from '@shared/data/fit';
import { inputShapeOf } from '@shared/data/layout';
import { loadBackend } from '../backend/backend';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import { openPart } from '../data/batches/open-part';
import type { PartData } from '../data/batches/part-data';
import { readDatasetDocument } from '../data/dataset-reader';
import { trainingSplit } from '../data/training-split';
import { checkGaps } from '../evaluate/check-gaps';
import { OutputsKeeper, writeOutputs } from '../evaluate/keep-outputs';
import { measure } from '../evaluate/measure';
import { valuesResult } from '../evaluate/values-result';
import { makeRunner } from '../train/make-runner';
import { scaleTargets } from '../train/target-scale';
import { batchThreads } from './batch-threads';
import { JobError, type ReportChannel } from './report-channel';

/** The samples of the part that is asked for, by their places in the split that holds them. */
async function chosenSamples(
  { split, spec }: EvaluateJob,
  document: DatasetDocument,
  data: PartData,
): Promise<Int32Array> {
  if (split === 'validation') return (await trainingSplit(spec, document, data)).validation;
  return Int32Array.from({ length: data.count }, (_, index) => index);
}

/**
 * Measures a checkpoint on one part of a dataset, by forward passes only.
 *
 * @throws JobError when the dataset does not fit the model; DataError, CheckpointError for damaged files
 */
export async function runEvaluateJob(
  job: EvaluateJob,
  channel: ReportChannel,
  stopRequested: () => boolean,
): Promise<EvaluationResult> {
  const started = performance.now();
  const document = await readDatasetDocument(job.datasetFolder);
  const shape = inputShapeOf(document.input);
  const misfit = fitProblem(document.name, document, job);
  if (misfit) throw new JobError(misfit, 'data');
  const part = job.split === 'test' ? 'test' : 'train';
  const data = openPart({ folder: job.datasetFolder, document, split: part, ...batchThreads() });
  const indices = await chosenSamples(job, document, data);
  const { length: count } = indices;
  if (count === 0) {
    throw new JobError(`${document.name} has no ${job.split} samples: evaluate on another part.`, 'data');
  }
  const checkpoint = await readCheckpoint(job.checkpointFolder);
  const backend = await loadBackend(job.compute);
  const runner = makeRunner({
    backend,
    spec: job.spec,
    inputShape: shape,
    samples: data.taken,
    batches: [],
  });
  runner.loadWeights(checkpoint.model);
  await data.load();
  const { name, input } = document;
  await checkGaps(data.visitRows, indices, { name, input, layers: job.spec.model.layers });
  const report = (done: number) => {
    channel.send({ type: 'job-progress', done, total: count, unit: 'samples' });
    return !stopRequested();
  };
  const scale = checkpoint.position.targetScale ?? { mean: [0], deviation: [1] };
  const isValues = job.target.type === 'values';
  if (isValues) scaleTargets(data.targets, scale);
  const target = isValues ? { scale } : { classes: job.target.names.length };
  const source = data.source({ rows: runner.forwardBatch, atOnce: 1 });
  const keeper = new OutputsKeeper(job.spec.loss, target, count);
  const measured = await measure(runner, source, target, indices, report, { keeper });
  source.close();
  runner.dispose();
  if (measured === undefined) throw new JobError('The evaluation was cancelled.');
  if (!Number.isFinite(measured.loss)) {
    throw new JobError(
      `What the model says of ${name} is no finite number any more: evaluate an earlier checkpoint, whose weights have not blown up, or look for values in the data far beyond those that it was trained on.`,
      'checkpoint',
    );
  }
  const outputs = await writeOutputs(job.outputsFile, keeper.kept(), document.fingerprint);
  const seconds = (performance.now() - started) / 1000;
  if ('truth' in measured) {
    const { samples, loss } = measured;
    const none = { correct: null, accuracy: null, top5Accuracy: null, confusion: [] };
    return { samples, loss, ...none, values: valuesResult(measured, job.target.names), outputs, seconds };
  }
  const { top5, ...rest } = measured;
  return {
    ...rest,
    accuracy: measured.correct / measured.samples,
    top5Accuracy: top5 === null ? null : top5 / measured.samples,
    values: null,
    outputs,
    seconds,
  };
}
