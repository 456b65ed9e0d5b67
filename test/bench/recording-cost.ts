import { ResidentSource } from '../../src-main/engine/data/batches/resident-source';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inputShapeOf } from '@shared/data/layout';
import { modelParameters } from '@shared/model/parameters';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { freshPosition } from '../../src-main/engine/checkpoint/training-position';
import { AppendLog } from '../../src-main/engine/metrics/append-log';
import { Recording } from '../../src-main/engine/metrics/recording';
import { chooseRunner } from '../../src-main/engine/train/choose-runner';
import { train } from '../../src-main/engine/train/training-loop';
import type { LoopObserver } from '../../src-main/engine/train/loop-input';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { benchSpec, type BenchModel } from './models';
import { batchSizes } from './own-contender';

/**
 * What writing metrics down costs the training loop: the product's loop, training the same model with nothing recorded,
 * with the log of steps, and with all that a run records unless it is told otherwise (the log, norms every 100 steps,
 * histograms of each epoch). One JSON object a line on stdin and stdout, until stdin ends.
 */
type Policy = 'none' | 'log' | 'all';

interface Request {
  policy: Policy;
  epochs: number;
}

const [which, folder = ''] = process.argv.slice(2);
const data = await openBenchData(folder);
const { document, split } = data;
const spec = { ...benchSpec(which as BenchModel, document), record: { normsEvery: 100, histograms: true } };
const parameters = modelParameters(spec.model.layers, inputShapeOf(document.input));
const reader = await loadSamples(data);
const first = split.training.subarray(0, spec.batchSize);
const { runner, whyEager } = chooseRunner(
  {
    backend: await loadCpu(),
    spec,
    inputShape: inputShapeOf(document.input),
    batches: batchSizes(data, spec),
  },
  () => {},
  {
    samples: reader.samples,
    indices: first,
    steps: 1,
    batch: first.length,
    firstStep: 1,
    learningRates: [spec.optimizer.learningRate],
  },
);
if (runner.mode !== 'compiled') throw new Error(whyEager);

const bare: LoopObserver = {
  phase: () => {},
  steps: () => {},
  epoch: () => {},
  note: () => {},
  save: async () => {},
  changedSpec: async () => undefined,
  stopRequested: () => false,
  stopAfterEpochRequested: () => false,
};

/** Seconds of the loop, with what is written by it. */
async function turn({ policy, epochs }: Request): Promise<object> {
  const runFolder = mkdtempSync(join(folder, 'recording-'));
  mkdirSync(join(runFolder, 'metrics'));
  const log = new AppendLog(join(runFolder, 'metrics', 'steps.log'), STEP_LOG_COLUMNS);
  const recording = new Recording({ runFolder, generation: 1, spec: { ...spec, epochs } }, parameters);
  const logged: LoopObserver = {
    ...bare,
    steps(rows) {
      for (const { step, epoch, seconds, loss, accuracy, learningRate } of rows) {
        log.add([step, epoch, seconds, loss, accuracy, learningRate, 1]);
      }
    },
    epoch: () => log.sync(),
  };
  const observers: Record<Policy, LoopObserver> = {
    none: bare,
    log: logged,
    all: {
      ...logged,
      measured: (row, step) => recording.step(row, step),
      epochEnd: (end) => recording.epochEnd(end, () => runner.weights()),
    },
  };
  const position = freshPosition(1);
  const began = performance.now();
  await train(
    {
      spec: { ...spec, epochs },
      runner,
      source: new ResidentSource(reader),
      // Validation would take its time from what recording costs.
      split: { training: split.training, validation: new Int32Array() },
      inputShape: inputShapeOf(document.input),
      target: { classes: document.target.names.length },
      shardEnds: [],
      position,
    },
    observers[policy],
  );
  const seconds = (performance.now() - began) / 1000;
  log.close();
  recording.close();
  rmSync(runFolder, { recursive: true });
  return { seconds, steps: position.step };
}

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
// Each set of outputs is got ready once.
await turn({ policy: 'none', epochs: 1 });
await turn({ policy: 'all', epochs: 1 });
say({ event: 'ready' });
for await (const line of createInterface(process.stdin)) {
  say({ event: 'result', numbers: await turn(JSON.parse(line) as Request) });
}
