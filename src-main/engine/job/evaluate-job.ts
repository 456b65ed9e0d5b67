import type { EvaluateJob, EvaluationResult } from '@shared/contract/engine';
import { loadBackend } from '../backend/backend';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import { DatasetReader, readDatasetDocument } from '../data/dataset-reader';
import { measure } from '../evaluate/measure';
import { makeRunner } from '../train/make-runner';
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
  if (document.shape.join() !== job.inputShape.join()) {
    throw new JobError(
      `${document.name} has pictures of ${document.shape.join(' × ')}, but this model was trained on ${job.inputShape.join(' × ')}: choose a dataset that fits.`,
      'data',
    );
  }
  if (document.classes.length !== job.classes.length) {
    throw new JobError(
      `${document.name} has ${document.classes.length} classes, but this model tells ${job.classes.length} apart: choose a dataset that fits.`,
      'data',
    );
  }
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
    inputShape: document.shape,
    batches: [],
  });
  runner.loadWeights(checkpoint.model);
  await reader.read(samples.count, true);
  const indices = Int32Array.from({ length: samples.count }, (_, index) => index);
  const report = (done: number) => {
    channel.send({ type: 'job-progress', done, total: samples.count, unit: 'samples' });
    return !stopRequested();
  };
  const measured = await measure(runner, samples, document.classes.length, indices, report);
  runner.dispose();
  if (measured === undefined) throw new JobError('The evaluation was cancelled.');
  const { top5, ...rest } = measured;
  return {
    ...rest,
    accuracy: measured.correct / measured.samples,
    top5Accuracy: top5 === null ? null : top5 / measured.samples,
    seconds: (performance.now() - started) / 1000,
  };
}
