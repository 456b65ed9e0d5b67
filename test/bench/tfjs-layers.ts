import { createRequire } from 'node:module';
import type { PresetId } from '@shared/spec/presets';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { restoreRemovedNodeFunctions } from '../../src-main/engine/backend/removed-node-functions';
import { BatchBuffer } from '../../src-main/engine/train/gather';
import { loadSamples, openBenchData, type BenchData } from './bench-data';
import { squareProduct } from './square-product';
import { takeTurns, type Contender, type EpochResult } from './turns';

restoreRemovedNodeFunctions();
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs-node');

const PREPARED_BATCHES = 32;
const VALIDATION_BATCH = 250;

type TfjsLayer = Parameters<Sequential['add']>[0];

const LAYERS: Record<PresetId, () => TfjsLayer[]> = {
  mlp: () => [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 256, activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
  cnn: () => [
    tf.layers.conv2d({
      inputShape: [28, 28, 1],
      filters: 32,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
    }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
};
const BATCH: Record<PresetId, number> = { mlp: 128, cnn: 64 };
const RATE: Record<PresetId, number> = { mlp: 1e-3, cnn: 3e-4 };

type Batch = { x: ReturnType<typeof tf.tensor4d>; y: ReturnType<typeof tf.tensor2d>; count: number };

/** tfjs-node as its tutorials use it: a model of layers, trained batch by batch with `trainOnBatch`. */
class LayersContender implements Contender {
  readonly versions = { 'TensorFlow.js': tf.version['tfjs-core'], Node: process.versions.node };
  readonly stepsPerCall = 1;
  readonly batch: number;
  readonly #model: Sequential;
  readonly #prepared: Batch[] = [];

  constructor(
    which: PresetId,
    readonly data: BenchData,
  ) {
    this.batch = BATCH[which];
    this.#model = tf.sequential({ layers: LAYERS[which]() });
    const optimizer = tf.train.adam(RATE[which], 0.9, 0.999, 1e-8);
    this.#model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  }

  async prepare(): Promise<void> {
    const indices = this.data.split.training.subarray(0, PREPARED_BATCHES * this.batch);
    for await (const batch of this.#batches(indices, this.batch)) this.#prepared.push(batch);
  }

  async *#batches(indices: Int32Array, size: number): AsyncGenerator<Batch> {
    const { samples } = await loadSamples(this.data);
    const buffer = new BatchBuffer(size, this.data.document.shape);
    for (let from = 0; from < indices.length; from += size) {
      const taken = indices.subarray(from, from + size);
      const { images, labels } = buffer.fill(samples, taken);
      const pixels = new Float32Array(images.length);
      for (let i = 0; i < images.length; i++) pixels[i] = images[i]! / 255;
      const oneHot = new Float32Array(taken.length * 10);
      labels.forEach((label, i) => (oneHot[i * 10 + label] = 1));
      const x = tf.tensor4d(pixels, [taken.length, 28, 28, 1]);
      yield { x, y: tf.tensor2d(oneHot, [taken.length, 10]), count: taken.length };
    }
  }

  async runSteps(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const { x, y } = this.#prepared[step % PREPARED_BATCHES]!;
      await this.#model.trainOnBatch(x, y);
    }
  }

  async warmUp(): Promise<void> {
    await this.runSteps(2);
  }

  async epoch(): Promise<EpochResult> {
    const { training, validation } = this.data.split;
    const order = training.slice();
    tf.util.shuffle(order);
    const trained = await this.#sums(order, this.batch, ({ x, y }) => this.#model.trainOnBatch(x, y));
    const validated = await this.#sums(validation, VALIDATION_BATCH, ({ x, y, count }) =>
      Promise.all(
        [this.#model.evaluate(x, y, { batchSize: count })].flat().map(async (value) => {
          const [number] = await value.data();
          value.dispose();
          return number!;
        }),
      ),
    );
    return {
      samples: training.length,
      loss: trained[0],
      accuracy: trained[1],
      validationLoss: validated[0],
      validationAccuracy: validated[1],
    };
  }

  /** Loss and accuracy, as means over the samples. */
  async #sums(
    indices: Int32Array,
    size: number,
    measure: (batch: Batch) => Promise<number | number[]>,
  ): Promise<[number, number]> {
    let loss = 0;
    let correct = 0;
    for await (const batch of this.#batches(indices, size)) {
      const [meanLoss, accuracy] = (await measure(batch)) as number[];
      loss += meanLoss! * batch.count;
      correct += accuracy! * batch.count;
      tf.dispose([batch.x, batch.y]);
    }
    return [loss / indices.length, correct / indices.length];
  }

  product(size: number): () => void {
    return squareProduct(tf, size);
  }
}

const [which, folder] = process.argv.slice(2);
const contender = new LayersContender(which as PresetId, await openBenchData(folder ?? ''));
await contender.prepare();
await takeTurns(contender);
