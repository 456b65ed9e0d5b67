import type { DatasetDocument } from '@shared/contract/dataset';
import type { Compute } from '@shared/contract/engine-job';
import { inputShapeOf } from '@shared/data/layout';
import type { RunSpec } from '@shared/spec/run-spec';
import { loadBackend } from '../backend/backend';
import { MOST_STEPS_PER_CALL } from '../compile/steps-per-call';
import { epochOrder } from '../data/batch-order';
import type { BatchSource } from '../data/batches/batch-source';
import { openPart } from '../data/batches/open-part';
import { readDatasetDocument } from '../data/dataset-reader';
import { trainingSplit } from '../data/training-split';
import { forwardBatchOf } from '../evaluate/forward-batch';
import type { GivenWeights } from '../finders/given-weights';
import { batchThreads } from '../job/batch-threads';
import { JobError } from '../job/report-channel';
import { adaptedArrays } from '../train/adapt-normalization';
import { makeEagerRunner, makeRunner, type RunnerOptions } from '../train/make-runner';
import type { StepRunner } from '../train/step-runner';
import { fitTargetScale, scaleTargets } from '../train/target-scale';

/** A run that is ready to train, of which nothing is kept. */
export interface PreparedRun {
  document: DatasetDocument;
  runner: StepRunner;
  source: BatchSource;
  training: Int32Array;
  validation: Int32Array;
  /** samples of a full batch */
  batch: number;
  /** the training samples in the order of an epoch, counted from 0 */
  orderOf: (epoch: number) => Int32Array;
  close(): void;
}

/** The compiled step, as training would choose it; the plain one where it cannot be had. */
function runnerFor(options: RunnerOptions): StepRunner {
  try {
    return makeRunner(options);
  } catch {
    return makeEagerRunner(options);
  }
}

/**
 * Prepares a spec for a few steps on its own data, as in training.
 *
 * @param given weights that it begins with; left out: fresh ones
 * @throws JobError where nothing is left to train on; DataError for damaged files
 */
export async function prepareRun(
  { spec, datasetFolder, compute }: { spec: RunSpec; datasetFolder: string; compute: Compute },
  given?: GivenWeights,
): Promise<PreparedRun> {
  const document = await readDatasetDocument(datasetFolder);
  const { augment, seed } = spec;
  const data = openPart({
    folder: datasetFolder,
    document,
    split: 'train',
    augment,
    seed,
    ...batchThreads(),
  });
  const { training, validation } = await trainingSplit(spec, document, data);
  if (training.length === 0) throw new JobError(`${document.name} has no samples to train on.`, 'data');
  const inputShape = inputShapeOf(document.input);
  if (document.target.type === 'values') {
    await data.load();
    const width = document.target.names.length;
    scaleTargets(data.targets, given?.targetScale ?? fitTargetScale(data.targets, width, training));
  }
  const backend = await loadBackend(compute);
  const batch = Math.min(spec.batchSize, training.length);
  const runner = runnerFor({
    backend,
    spec,
    inputShape,
    samples: data.taken,
    adapted: await adaptedArrays(spec, data.visitRows, document.input, training),
    batches: [batch],
  });
  await given?.load(runner, inputShape);
  const source = data.source({
    rows: Math.max(batch, forwardBatchOf(spec, inputShape)),
    atOnce: MOST_STEPS_PER_CALL,
  });
  return {
    document,
    runner,
    source,
    training,
    validation,
    batch,
    orderOf: (epoch) => epochOrder(training, seed, epoch, spec.shuffle, []),
    close() {
      source.close();
      runner.dispose();
    },
  };
}
