import type { EvaluateJob, EvaluationResult } from '@shared/contract/engine';
import { fitProblem } from '@shared/data/fit';
import { inputShapeOf } from '@shared/data/layout';
import { loadBackend } from '../backend/backend';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import { DatasetReader, readDatasetDocument } from '../data/dataset-reader';
import { measure } from '../evaluate/measure';
import { valuesResult } from '../evaluate/values-result';
import { makeRunner } from '../train/make-runner';
import { scaleTargets } from '../train/target-scale';
import { JobError, type ReportChannel } from './report-channel';

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
  const misfit = fitProblem(
    document.name,
    { shape, target: document.target },
    {
      shape: job.inputShape,
      target: job.target,
    },
  );
  if (misfit) throw new JobError(misfit, 'data');
  const reader = new DatasetReader(job.datasetFolder, document, job.split);
  const { samples } = reader;
  if (samples.count === 0) {
    throw new JobError(`${document.name} has no ${job.split} samples: evaluate on another dataset.`, 'data');
  }
  const checkpoint = await readCheckpoint(job.checkpointFolder);
  const backend = await loadBackend(job.compute);
  const runner = makeRunner({
    backend,
    spec: job.spec,
    inputShape: shape,
    samples: reader.layout,
    batches: [],
  });
  runner.loadWeights(checkpoint.model);
  await reader.read(samples.count, true);
  const indices = Int32Array.from({ length: samples.count }, (_, index) => index);
  const report = (done: number) => {
    channel.send({ type: 'job-progress', done, total: samples.count, unit: 'samples' });
    return !stopRequested();
  };
  const scale = checkpoint.position.targetScale ?? { mean: [0], deviation: [1] };
  const isValues = job.target.type === 'values';
  if (isValues) scaleTargets(samples.targets, scale);
  const target = isValues ? { scale } : { classes: job.target.names.length };
  const measured = await measure(runner, samples, target, indices, report);
  runner.dispose();
  if (measured === undefined) throw new JobError('The evaluation was cancelled.');
  const seconds = (performance.now() - started) / 1000;
  if ('truth' in measured) {
    const { samples: count, loss } = measured;
    const none = { correct: null, accuracy: null, top5Accuracy: null, confusion: [] };
    return { samples: count, loss, ...none, values: valuesResult(measured, job.target.names), seconds };
  }
  const { top5, ...rest } = measured;
  return {
    ...rest,
    accuracy: measured.correct / measured.samples,
    top5Accuracy: top5 === null ? null : top5 / measured.samples,
    values: null,
    seconds,
  };
}
