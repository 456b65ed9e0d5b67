import { inputShapeOf } from '@shared/data/layout';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkpointPolicySchema } from '@shared/spec/checkpoint-policy';
import { CheckpointWriter } from '../../src-main/engine/checkpoint/checkpoint-writer';
import { freshPosition } from '../../src-main/engine/checkpoint/training-position';
import { chooseRunner } from '../../src-main/engine/train/choose-runner';
import { GenerationLease } from '../../src-main/engine/train/generation-lease';
import type { StepRunner } from '../../src-main/engine/train/step-runner';
import { ResidentSource } from '../../src-main/engine/data/batches/resident-source';
import { train } from '../../src-main/engine/train/training-loop';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { benchSpec, type BenchModel } from './models';
import { batchSizes } from './own-contender';

/**
 * What checkpoints cost the training loop: the product's loop and writer, training the same model with one checkpoint
 * per epoch, with one per 50 steps, and with none. One JSON object a line on stdin and stdout, until stdin ends.
 */
const POLICIES = {
  none: { everyEpochs: 0, best: false },
  epoch: { everyEpochs: 1, best: false },
  steps: { everyEpochs: 0, everySteps: 50, best: false },
};

interface Request {
  policy: keyof typeof POLICIES;
  epochs: number;
}

const [which, folder = ''] = process.argv.slice(2);
const data = await openBenchData(folder);
const { document, split } = data;
const spec = benchSpec(which as BenchModel, document);
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

/** The same runner; what copies for checkpoints is timed, or there are none: the loop saves the end of every run. */
const withCopies = (copied: ((seconds: number) => void) | undefined): StepRunner =>
  new Proxy(runner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'weights' && name !== 'optimizerState') return value.bind(target);
      if (copied === undefined) return () => [];
      return () => {
        const began = performance.now();
        const arrays: unknown = value.call(target);
        copied((performance.now() - began) / 1000);
        return arrays;
      };
    },
  });

/** Seconds of the loop alone: what the writer still has to do behind it is not waited for by a run that goes on. */
async function turn({ policy, epochs }: Request): Promise<object> {
  const runFolder = mkdtempSync(join(folder, 'stall-'));
  writeFileSync(join(runFolder, 'run.json'), JSON.stringify({ generation: 1 }));
  mkdirSync(join(runFolder, 'checkpoints'));
  let saved = 0;
  /** seconds in which the loop copied, and waited for the writer */
  let [copying, waiting] = [0, 0];
  const writer = new CheckpointWriter({
    runFolder,
    run: 'bench-run',
    lease: new GenerationLease(runFolder, 1),
    onDiskFull: 'stop',
    settleMetrics: async () => {},
    onSaved: () => saved++,
    onWriting: () => {},
    onSpace: () => {},
    stopRequested: () => false,
  });
  const position = freshPosition(1);
  const began = performance.now();
  await train(
    {
      spec: { ...spec, epochs, checkpoint: checkpointPolicySchema.parse(POLICIES[policy]) },
      runner: withCopies(policy === 'none' ? undefined : (seconds) => (copying += seconds)),
      source: new ResidentSource(reader),
      // Validation would take its time from what checkpoints cost.
      split: { training: split.training, validation: new Int32Array() },
      inputShape: inputShapeOf(document.input),
      target: { classes: document.target.names.length },
      shardEnds: [],
      position,
    },
    {
      phase: () => {},
      steps: () => {},
      epoch: () => {},
      note: () => {},
      async save(content) {
        if (policy === 'none') return;
        const since = performance.now();
        await writer.save(content);
        waiting += (performance.now() - since) / 1000;
      },
      changedSpec: async () => undefined,
      stopRequested: () => false,
      stopAfterEpochRequested: () => false,
    },
  );
  const seconds = (performance.now() - began) / 1000;
  await writer.finish();
  writer.close();
  rmSync(runFolder, { recursive: true });
  return { seconds, steps: position.step, saved, copying, waiting };
}

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
await turn({ policy: 'none', epochs: 1 });
await turn({ policy: 'epoch', epochs: 1 });
say({ event: 'ready' });
for await (const line of createInterface(process.stdin)) {
  say({ event: 'result', numbers: await turn(JSON.parse(line) as Request) });
}
