import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineResult } from '@shared/contract/engine';
import type { TrainJob } from '@shared/contract/engine-job';
import type { EpochRow } from '@shared/contract/run';
import { inputShapeOf } from '@shared/data/layout';
import { modelParameters } from '@shared/model/parameters';
import { stepWords } from '@shared/model/step-words';
import { EPOCH_LOG_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { crashPoint } from '../../durable/crash-point';
import { describeBackend, loadBackend } from '../backend/backend';
import { newestByPolicy } from '../checkpoint/policy-checkpoint';
import { readNewest } from '../checkpoint/read-newest';
import { CheckpointWriter, DiskFullError } from '../checkpoint/checkpoint-writer';
import { epochOrder } from '../data/batch-order';
import { MOST_STEPS_PER_CALL } from '../compile/steps-per-call';
import { openPart } from '../data/batches/open-part';
import { readDatasetDocument } from '../data/dataset-reader';
import { trainingSplit } from '../data/training-split';
import { forwardBatchOf } from '../evaluate/forward-batch';
import type { MeasuredTarget } from '../evaluate/measure';
import { writeFileAtomically } from '../../durable/atomic-file';
import { AppendLog } from '../metrics/append-log';
import { compactMetrics } from '../metrics/compact-metrics';
import { endingWords } from '../train/ending';
import { Hold } from '../train/hold';
import { GpuWatch } from '../metrics/gpu-watch';
import { Recording } from '../metrics/recording';
import { adaptedArrays } from '../train/adapt-normalization';
import { fitTargetScale, scaleTargets } from '../train/target-scale';
import { GenerationLease } from '../train/generation-lease';
import { chooseRunner } from '../train/choose-runner';
import { kernelsOf, type RunnerOptions } from '../train/make-runner';
import { learningRateOf } from '../train/learning-rate-of';
import { startingPosition } from '../train/starting-position';
import { ProgressMeter } from '../train/progress-meter';
import { stepsPerEpoch } from '../train/training-loop';
import { trainSafely, type SafeObserver } from '../train/train-safely';
import { batchThreads } from './batch-threads';
import { runEvent, type ReportChannel } from './report-channel';
import { reportPause } from './report-pause';
import { beginningOf, begunWords, loadCheckpoint, loadForeign } from './run-beginning';
import { spaceEvent } from './space-event';

export type TrainEnd = Omit<Extract<EngineResult, { type: 'train' }>, 'type'>;

/**
 * Trains one run from wherever it stands to its end, or until it is told to stop.
 *
 * @throws DataError, CheckpointError, DivergedError, StaleGenerationError in words a person can act on
 */
export async function runTrainJob(
  job: TrainJob,
  channel: ReportChannel,
  asked: { stop: () => boolean; stopAfterEpoch: () => boolean; hold: Hold },
): Promise<TrainEnd> {
  const { spec, runFolder } = job;
  const lease = new GenerationLease(runFolder, job.generation);
  lease.check();
  const document = await readDatasetDocument(job.datasetFolder);
  const data = openPart({
    folder: job.datasetFolder,
    document,
    split: 'train',
    augment: spec.augment,
    seed: spec.seed,
    ...batchThreads(),
  });
  let from = job.begin
    ? await readNewest(job.begin, (checkpoint, fault) => {
        channel.send({ type: 'damaged-checkpoint', checkpoint, reason: `${fault}.` });
        const text = `Checkpoint ${checkpoint} is damaged (${fault}): the one before it is used instead.`;
        channel.send(runEvent(text, 'warning'));
      })
    : undefined;
  const position = startingPosition(job, from);

  const split = await trainingSplit(spec, document, data);
  const inputShape = inputShapeOf(document.input);
  if (document.target.type === 'values') {
    const width = document.target.names.length;
    position.targetScale ??= fitTargetScale(data.targets, width, split.training);
    scaleTargets(data.targets, position.targetScale);
  }
  const target: MeasuredTarget = position.targetScale
    ? { scale: position.targetScale }
    : { classes: document.target.names.length };
  let shardEnd = 0;
  const shardEnds =
    document.source.type === 'drawn-digits'
      ? document.splits.train.shards.map(({ count }) => (shardEnd += count))
      : [];
  const perEpoch = stepsPerEpoch(split.training.length, spec.batchSize);
  const meter = new ProgressMeter(spec, perEpoch, position);
  let pause = reportPause();
  const report = (force: boolean) => {
    const progress = meter.take(force, pause);
    if (progress) channel.send({ type: 'progress', progress });
    return progress !== undefined;
  };

  meter.phase = 'compiling';
  report(true);
  const backend = await loadBackend(job.compute);
  channel.send({ type: 'numerics', numerics: backend.numerics });
  pause = reportPause(backend.numerics);
  const lastBatch = split.training.length % spec.batchSize;
  const batches = split.training.length < spec.batchSize ? [lastBatch] : [spec.batchSize];
  if (lastBatch > 0) batches.push(lastBatch);
  const source = data.source({
    rows: Math.max(batches[0]!, forwardBatchOf(spec, inputShape)),
    atOnce: MOST_STEPS_PER_CALL,
  });
  const firstEpoch = Math.min(position.epoch, spec.epochs - 1);
  const order = epochOrder(split.training, spec.seed, firstEpoch, spec.shuffle, shardEnds);
  source.plan({ rows: order, batch: spec.batchSize, epoch: firstEpoch });
  const first = await source.take(0, batches[0]!);
  const options: RunnerOptions = {
    backend,
    spec,
    inputShape,
    samples: data.taken,
    adapted: await adaptedArrays(spec, data.visitRows, document.input, split.training),
    batches,
  };
  const { runner, whyEager } = chooseRunner(
    options,
    (made) => loadCheckpoint(made, job, inputShape, from),
    {
      ...first,
      steps: 1,
      batch: batches[0]!,
      firstStep: position.step + 1,
      learningRates: [learningRateOf(spec, perEpoch, position)(position.step + 1)],
    },
    position.runner,
  );
  // WebAssembly has no choice, and a run that goes on from there elsewhere is to have one.
  if (backend.native !== undefined) position.runner = runner.mode;
  channel.send(
    runEvent(
      `${from && job.begin?.mode === 'continue' ? `Going on from step ${position.step}` : 'Started'} on ${describeBackend(backend.numerics)}, ${stepWords(runner.mode)}`,
    ),
  );

  const words = from ? begunWords(job, inputShape, from) : await loadForeign(runner, job, inputShape);
  if (words) channel.send(runEvent(words));
  // Its arrays are in the runner: what is called while the run trains would hold them as well.
  from = undefined;
  if (whyEager !== '') channel.send(runEvent(whyEager, 'warning'));

  mkdirSync(join(runFolder, 'metrics'), { recursive: true });
  const stepLog = new AppendLog(join(runFolder, 'metrics', 'steps.log'), STEP_LOG_COLUMNS, lease);
  const epochLog = new AppendLog(join(runFolder, 'metrics', 'epochs.log'), EPOCH_LOG_COLUMNS, lease);
  const gpu = job.compute.backend === 'gpu' ? new GpuWatch() : undefined;
  const recording = new Recording(job, modelParameters(spec.model.layers, inputShape), lease, gpu);
  const writer = new CheckpointWriter({
    runFolder,
    run: job.run,
    lease,
    onDiskFull: spec.checkpoint.onDiskFull,
    // A resume goes on behind the checkpoint: rows before it that are not on the disk would be missing for good.
    settleMetrics: async () => {
      if (!stepLog.flush() || !epochLog.flush()) throw new DiskFullError('The disk is full.');
      await stepLog.synced();
    },
    onSaved: (checkpoint) => channel.send({ type: 'checkpoint', checkpoint }),
    onWriting: () => channel.send({ type: 'saving' }),
    onSpace: (isFull, step) => {
      meter.isDiskFull = isFull;
      channel.send(spaceEvent(isFull, step, spec.checkpoint.onDiskFull));
      report(true);
    },
    stopRequested: asked.stop,
  });

  let rollBacks = 0;
  const flush = (force: boolean) => {
    if (!report(force)) return;
    stepLog.flush();
    recording.flush();
    channel.send({ type: 'series', rows: stepLog.rows, rollBacks });
  };
  const logEpoch = (row: EpochRow) => {
    stepLog.sync();
    const values = { ...row, generation: job.generation };
    epochLog.add(EPOCH_LOG_COLUMNS.map((column) => values[column] ?? NaN));
    epochLog.sync();
  };
  const observer: SafeObserver = {
    phase(phase) {
      crashPoint('during', phase);
      meter.phase = phase;
      flush(false);
    },
    steps(rows) {
      meter.steps(rows, position);
      for (const { step, epoch, seconds, loss, accuracy, learningRate } of rows) {
        stepLog.add([step, epoch, seconds, loss, accuracy, learningRate, job.generation]);
      }
      flush(false);
    },
    epoch(row) {
      meter.epochDone(row);
      flush(true);
      logEpoch(row);
      channel.send({ type: 'epoch', row });
    },
    measured: (row, step) => recording.step(row, step),
    epochEnd(end) {
      recording.epochEnd(end, () => runner.weights());
      channel.send({ type: 'recorded' });
    },
    note: (text, level) => channel.send(runEvent(text, level)),
    rolledBack(to, words) {
      rollBacks++;
      meter.wentBack(to);
      channel.send(runEvent(words, 'warning'));
    },
    save(content) {
      stepLog.flush();
      return writer.save(content);
    },
    async changedSpec({ step, epoch, stepInEpoch }) {
      const changed = await asked.hold.between(() =>
        channel.send({ type: 'held', step, epoch, stepInEpoch }),
      );
      if (changed) meter.spec = changed;
      return changed;
    },
    stopRequested: asked.stop,
    stopAfterEpochRequested: asked.stopAfterEpoch,
  };

  try {
    const ended = await trainSafely(
      {
        spec,
        runner,
        source,
        split,
        inputShape,
        target,
        shardEnds,
        position,
      },
      observer,
      {
        examined: {
          spec,
          inputShape,
          parameters: modelParameters(spec.model.layers, inputShape),
          kernels: kernelsOf(backend),
        },
        async known() {
          await writer.finish();
          const saved = await newestByPolicy(runFolder);
          if (saved === undefined) return beginningOf(job, options, runner);
          const { model, optimizer, position: its } = saved;
          return { model, optimizer, position: { ...its, generation: job.generation } };
        },
        async record(bad) {
          lease.check();
          await writeFileAtomically(join(runFolder, 'diverged.json'), JSON.stringify({ version: 1, ...bad }));
        },
      },
    );
    await writer.finish();
    flush(true);
    if (ended === 'stopped') return { ended, why: null };
    return { ended: 'completed', why: endingWords(ended, spec, position) };
  } finally {
    writer.close();
    source.close();
    runner.dispose();
    stepLog.close();
    epochLog.close();
    recording.close();
    await compactMetrics(runFolder, lease, (text) => channel.send(runEvent(text, 'warning')));
  }
}
