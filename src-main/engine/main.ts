import {
  engineCommandSchema,
  type EngineResult,
  type PredictTurn,
  type SpeedTurn,
} from '@shared/contract/engine';
import type { EngineJob } from '@shared/contract/engine-job';
import { keepPoolAwake } from '../durable/pool-heartbeat';
import { tellsOfMemory } from '@shared/model/out-of-memory';
import type { RunFailure } from '@shared/contract/run';
import { probeBackend } from './backend/probe';
import { probeFiles } from './backend/probe-files';
import { DiskFullError } from './checkpoint/checkpoint-writer';
import { CheckpointError } from './checkpoint/read-checkpoint';
import { DataError } from './data/data-error';
import { makeDrawnDigits } from './data/drawn-digits/make';
import { makeCatalogEntry } from './data/catalog/make-entry';
import { readerOf } from './data/import/source-readers';
import { runFindRateJob } from './finders/find-rate-job';
import { openHostChannel } from './host-channel';
import { runFetchFileJob, runFetchTextJob } from './download/fetch-jobs';
import { runEvaluateJob } from './job/evaluate-job';
import { runExportJob } from './job/export-job';
import { runPredictJob } from './job/predict-job';
import { JobError } from './job/report-channel';
import { runFetchRuntimeJob } from './runtime/fetch-runtime-job';
import { runSelfTestJob } from './self-test/self-test-job';
import { runTrainJob } from './job/train-job';
import { PrecisionError } from './train/choose-runner';
import { Hold } from './train/hold';
import { DivergedError } from './train/non-finite-error';
import { runSpeedJob } from './speed/speed-job';
import { runTimeRunJob } from './speed/time-run-job';
import { TurnQueue } from './turn-queue';

/**
 * The entry of an engine process: it takes one job, does it, reports, and ends. A crash here hurts nothing
 * but the job.
 */
keepPoolAwake();
const channel = openHostChannel();
const abort = new AbortController();
const turns = new TurnQueue<SpeedTurn>();
const pictures = new TurnQueue<PredictTurn>();
let started = false;
let stopAfterEpoch = false;
const hold = new Hold();

const jobProgress = (unit: string) => (done: number, total: number) =>
  channel.send({ type: 'job-progress', done, total, unit });

async function perform(job: EngineJob): Promise<EngineResult> {
  const asked = { stop: () => abort.signal.aborted, stopAfterEpoch: () => stopAfterEpoch, hold };
  switch (job.type) {
    case 'train':
      return { type: 'train', ...(await runTrainJob(job, channel, asked)) };
    case 'evaluate':
      return { type: 'evaluate', evaluation: await runEvaluateJob(job, channel, asked.stop) };
    case 'export':
      return { type: 'export', exported: await runExportJob(job, channel, asked.stop) };
    case 'probe': {
      const probed = await probeBackend(job.compute);
      return { type: 'probe', ...probed, dependsOn: probeFiles(probed.report) };
    }
    case 'speed':
      await runSpeedJob(job, turns, (report) => channel.send(report));
      return { type: 'speed' };
    case 'time-run':
      return { type: 'time-run', timing: await runTimeRunJob(job) };
    case 'find-rate':
      return { type: 'find-rate', range: await runFindRateJob(job, jobProgress('steps'), asked.stop) };
    case 'predict':
      await runPredictJob(job, pictures, (report) => channel.send(report));
      return { type: 'predict' };
    case 'make-digits': {
      const onProgress = jobProgress('digits');
      const { id } = await makeDrawnDigits({
        folder: job.folder,
        seed: job.seed,
        onProgress,
        signal: abort.signal,
      });
      return { type: 'dataset', dataset: id, existed: false };
    }
    case 'import': {
      const { request, datasetsFolder } = job;
      const source = { ...request, signal: abort.signal };
      const reader = await readerOf(source);
      let resumed = 0;
      const { id, existed } = await reader.import({
        ...source,
        datasetsFolder,
        origin: { version: 1, path: request.path, options: request.options },
        onProgress: (done, total) =>
          channel.send({ type: 'job-progress', done, total, unit: 'samples', resumed }),
        onResumed: (done) => (resumed = done),
      });
      return { type: 'dataset', dataset: id, existed };
    }
    case 'inspect': {
      const source = { ...job.request, signal: abort.signal };
      const reader = await readerOf(source);
      return { type: 'inspect', inspection: await reader.inspect(source) };
    }
    case 'fetch-runtime':
      await runFetchRuntimeJob(job, (done, total, unit) => jobProgress(unit)(done, total), abort.signal);
      return { type: 'runtime' };
    case 'fetch-text':
      return { type: 'text', ...(await runFetchTextJob(job, abort.signal)) };
    case 'fetch-file':
      await runFetchFileJob(job, jobProgress('bytes'), abort.signal);
      return { type: 'file' };
    case 'self-test':
      return { type: 'self-test', measured: await runSelfTestJob(job, jobProgress('%'), abort.signal) };
    case 'catalog': {
      const { id, existed } = await makeCatalogEntry({
        ...job,
        onProgress: (done, total, unit) => jobProgress(unit)(done, total),
        signal: abort.signal,
      });
      return { type: 'dataset', dataset: id, existed };
    }
  }
}

/** Errors in our own words are for people; anything else is a bug and keeps its stack for the log. */
function failure(error: unknown): { message: string; field?: string; failure?: RunFailure } {
  if (error instanceof JobError || error instanceof DataError) {
    return { message: error.message, field: error.field };
  }
  if (abort.signal.aborted && error === abort.signal.reason) return { message: 'It was cancelled.' };
  const text = error instanceof Error ? error.message : String(error);
  if (tellsOfMemory(text)) return { message: text.split('\n')[0]!.slice(0, 200), failure: 'out of memory' };
  if (error instanceof DivergedError) return { message: error.message, failure: 'diverged' };
  const known = [CheckpointError, DiskFullError, PrecisionError].some((type) => error instanceof type);
  const message = error instanceof Error ? error.message : String(error);
  if (known) return { message };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return { message: 'The disk is full: free some space, then resume.' };
  console.error(error);
  return { message: `Something unexpected went wrong in the engine: ${message}` };
}

async function start(job: EngineJob): Promise<void> {
  try {
    channel.send({ type: 'done', result: await perform(job) });
  } catch (error) {
    channel.send({ type: 'failed', ...failure(error) });
  }
  // The studio ends this process when it has read the report; this is for a studio that does not.
  await channel.drained();
  setTimeout(() => process.exit(0), 10_000);
}

channel.onMessage((message) => {
  const command = engineCommandSchema.safeParse(message);
  if (!command.success) {
    channel.send({ type: 'failed', message: 'The engine was sent a command that it does not know.' });
    return;
  }
  if (command.data.type === 'stop') {
    abort.abort();
    turns.end();
    pictures.end();
  } else if (command.data.type === 'speed-turn') turns.push(command.data);
  else if (command.data.type === 'predict') pictures.push(command.data);
  else if (command.data.type === 'hold') hold.ask();
  else if (command.data.type === 'go-on') hold.goOn(command.data.spec ?? undefined);
  else if (command.data.type === 'stop-after-epoch') stopAfterEpoch = command.data.on;
  else if (!started) {
    started = true;
    void start(command.data.job);
  }
});
channel.send({ type: 'ready' });
