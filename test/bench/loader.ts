import { Worker } from 'node:worker_threads';
import { augmentSchema, NO_AUGMENT, type Augment } from '@shared/spec/augment';
import { inputShapeOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import { presets } from '@shared/spec/presets';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { freshPosition } from '../../src-main/engine/checkpoint/training-position';
import { epochOrder } from '../../src-main/engine/data/batch-order';
import type { BatchSource } from '../../src-main/engine/data/batches/batch-source';
import type { PartOptions } from '../../src-main/engine/data/batches/part-data';
import { ResidentPart } from '../../src-main/engine/data/batches/resident-part';
import { StreamedPart } from '../../src-main/engine/data/batches/streamed-part';
import { makeDrawnDigits } from '../../src-main/engine/data/drawn-digits/make';
import { gather } from '../../src-main/engine/train/gather';
import { makeRunner } from '../../src-main/engine/train/make-runner';
import { train } from '../../src-main/engine/train/training-loop';

/**
 * How many samples a second batches are prepared, and how long training waits for them. Prints one line of JSON for each
 * figure. Arguments: a folder that is made, the thread's entry, seconds of each turn, rounds.
 */
const [folder, entry, secondsText, roundsText] = process.argv.slice(2);
if (!folder || !entry) throw new Error('a folder and the entry of the thread are wanted');
const seconds = Number(secondsText ?? 2);
const rounds = Number(roundsText ?? 3);
const BATCH = 64;

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const AUGMENTS: Record<string, Augment> = {
  none: NO_AUGMENT,
  affine: augmentSchema.parse({ shift: 0.1, rotate: 10, zoom: 0.1 }),
  all: augmentSchema.parse({
    shift: 0.1,
    rotate: 10,
    zoom: 0.1,
    shear: 5,
    flipHorizontal: true,
    brightness: 0.1,
    contrast: 0.1,
    noise: 0.05,
    cutout: 0.2,
  }),
};

const document = await makeDrawnDigits({
  folder,
  seed: 0,
  counts: { train: 60_000, test: 10_000 },
  onProgress: () => {},
});
const shape = inputShapeOf(document.input);
const all = Int32Array.from({ length: document.splits.train.count }, (_, index) => index);
const optionsOf = (augment: Augment, workers: number): PartOptions => ({
  folder,
  document,
  split: 'train',
  augment,
  seed: 0,
  workers,
  startThread: (workerData) => new Worker(entry, { workerData }),
  available: Infinity,
});

async function sourceOf(augment: Augment, workers: number): Promise<BatchSource> {
  const options = optionsOf(augment, workers);
  const part = workers === 0 ? new ResidentPart(options) : new StreamedPart(options);
  await part.load();
  return part.source({ rows: 250, atOnce: 8 });
}

/** Takes batches for a while, and copies each as it is handed over to TensorFlow. @returns samples a second */
async function rateOf(source: BatchSource): Promise<number> {
  let samples = 0;
  let epoch = 0;
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  while (elapsed() < seconds) {
    source.plan({ rows: epochOrder(all, 0, epoch, true, []), batch: BATCH, epoch });
    for (let from = 0; from + BATCH <= all.length && elapsed() < seconds; from += BATCH) {
      const taken = await source.take(from, BATCH);
      gather(taken.samples, taken.indices, sizeOf(shape), 1);
      samples += BATCH;
    }
    epoch++;
  }
  return samples / elapsed();
}

for (let round = 0; round < rounds; round++) {
  for (const [augment, its] of Object.entries(AUGMENTS)) {
    for (const workers of augment === 'none' ? [0, 1, 2] : [1, 2]) {
      const source = await sourceOf(its, workers);
      // The threads start, and what they run is compiled.
      source.plan({ rows: all.subarray(0, 20 * BATCH), batch: BATCH, epoch: 0 });
      for (let from = 0; from < 20 * BATCH; from += BATCH) await source.take(from, BATCH);
      say({ what: 'loader', augment, workers, rate: await rateOf(source) });
      source.close();
    }
  }
}

const backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });

/** Trains for a while. @returns samples a second of the loop, and the share of its time that it waited for batches */
async function training(preset: 'mlp' | 'cnn', augment: Augment, workers: number) {
  const spec = { ...presets[preset].spec({ id: 'digits', classes: document.target.names }), epochs: 100 };
  const source = await sourceOf(augment, workers);
  const runner = makeRunner({
    backend,
    spec,
    inputShape: shape,
    batches: [spec.batchSize, all.length % spec.batchSize],
  });
  const position = freshPosition(1);
  const training = all.subarray(0, all.length - (all.length % spec.batchSize));
  let began = performance.now();
  let isWarm = false;
  let before = { data: 0, step: 0, samples: 0 };
  // The loop's times begin anew with each epoch.
  const ended = { data: 0, step: 0 };
  const now = () => ({
    data: ended.data + position.times.data,
    step: ended.step + position.times.step,
    samples: position.step * spec.batchSize,
  });
  await train(
    {
      spec,
      runner,
      source,
      split: { training, validation: new Int32Array() },
      inputShape: shape,
      target: { classes: document.target.names.length },
      shardEnds: [],
      position,
    },
    {
      phase: () => {},
      steps: () => {
        const elapsed = (performance.now() - began) / 1000;
        if (!isWarm && elapsed > seconds / 4) {
          isWarm = true;
          began = performance.now();
          before = now();
        }
      },
      epoch: () => {},
      epochEnd: ({ times }) => {
        // One that a stop cut short still stands in the position.
        if (position.stepInEpoch > 0) return;
        ended.data += times.data;
        ended.step += times.step;
      },
      note: () => {},
      save: async () => {},
      stopRequested: () => isWarm && performance.now() - began > 1000 * seconds,
      changedSpec: async () => undefined,
      stopAfterEpochRequested: () => false,
    },
  );
  const after = now();
  const data = after.data - before.data;
  const step = after.step - before.step;
  const samples = after.samples - before.samples;
  source.close();
  runner.dispose();
  return { rate: samples / (data + step), waiting: data / (data + step) };
}

for (let round = 0; round < rounds; round++) {
  for (const preset of ['cnn', 'mlp'] as const) {
    for (const augment of Object.keys(AUGMENTS)) {
      for (const workers of augment === 'none' ? [0, 1] : [1]) {
        say({
          what: 'training',
          preset,
          augment,
          workers,
          ...(await training(preset, AUGMENTS[augment]!, workers)),
        });
      }
    }
  }
}
// The backend's threads would keep the process.
process.exit(0);
