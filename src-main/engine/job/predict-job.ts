import type { EngineReport, PredictJob, PredictTurn } from '@shared/contract/engine';
import { PICTURES_WITH_CLASSES } from '@shared/data/layout';
import { likelihoods } from '@shared/metrics/likelihoods';
import { sizeOf } from '@shared/model/shape';
import { loadBackend } from '../backend/backend';
import { readCheckpoint } from '../checkpoint/read-checkpoint';
import { makeRunner } from '../train/make-runner';
import { JobError } from './report-channel';

/** Classes of single pictures are not compared with anything: the loss that comes along is of no use. */
const NO_CLASS = new Uint8Array(1);

/**
 * Says what a checkpoint makes of pictures, one at a time as they are sent, with the forward pass that evaluations use.
 *
 * @param turns end when the job is over
 * @throws CheckpointError when it is damaged
 */
export async function runPredictJob(
  job: PredictJob,
  turns: AsyncIterable<PredictTurn>,
  send: (report: EngineReport) => void,
): Promise<void> {
  const { model } = await readCheckpoint(job.checkpointFolder);
  const backend = await loadBackend(job.compute);
  const runner = makeRunner({
    backend,
    spec: job.spec,
    inputShape: job.inputShape,
    samples: PICTURES_WITH_CLASSES,
    batches: [],
    forwardRows: 1,
  });
  runner.loadWeights(model);
  const size = sizeOf(job.inputShape);
  const indices = new Int32Array(1);
  const predict = (inputs: Uint8Array) => {
    const started = performance.now();
    const { outputs } = runner.forward({ inputs, targets: NO_CLASS, settled: false }, indices);
    const milliseconds = performance.now() - started;
    return { likelihoods: likelihoods(job.spec.loss, [...outputs]), milliseconds };
  };
  // The first pass prepares the graph.
  predict(new Uint8Array(size));
  send({ type: 'predict-ready' });
  for await (const { inputs } of turns) {
    if (inputs.length !== size) {
      throw new JobError(`A picture of ${inputs.length} values was sent where the model takes ${size}.`);
    }
    send({ type: 'predicted', ...predict(inputs) });
  }
  runner.dispose();
}
