import { createRequire } from 'node:module';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { restoreRemovedNodeFunctions } from '../../src-main/engine/backend/removed-node-functions';
import { inputShapeOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/describe';
import { gather } from '../../src-main/engine/train/gather';
import { loadSamples, openBenchData, PREPARED_BATCHES, type BenchData } from './bench-data';
import { benchSpec, type BenchModel } from './models';
import { squareProduct } from './square-product';
import { takeTurns, type Contender, type EpochResult } from './turns';

restoreRemovedNodeFunctions();
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs-node');

const VALIDATION_BATCH = 250;

type Layers = LayersModel['layers'];
type Flow = ReturnType<typeof tf.input>;

const follow = (x: Flow, layers: Layers): Flow =>
  layers.reduce((value, layer) => layer.apply(value) as Flow, x);
const norm = () => tf.layers.batchNormalization({ momentum: 0.99, epsilon: 1e-5 });
const relu = () => tf.layers.reLU();
const convolution = (filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heNormal',
  });

function residualBlock(x: Flow, filters: number, strides: number): Flow {
  const body = follow(x, [convolution(filters, 3, strides), norm(), relu(), convolution(filters, 3), norm()]);
  // A window of one pixel with strides corrupts the heap in tfjs-node: the pixels are picked out first.
  const picked = strides > 1 ? [tf.layers.maxPooling2d({ poolSize: 1, strides })] : [];
  const shortcut = strides > 1 ? follow(x, [...picked, convolution(filters, 1), norm()]) : x;
  return relu().apply(tf.layers.add().apply([body, shortcut])) as Flow;
}

const hidden = (units: number) => tf.layers.dense({ units, activation: 'relu' });
const classify = (units: number) => tf.layers.dense({ units, activation: 'softmax' });

const MODELS: Record<BenchModel, (x: Flow) => Flow> = {
  mlp: (x) => follow(x, [tf.layers.flatten(), hidden(256), classify(10)]),
  cnn: (x) =>
    follow(x, [
      tf.layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      hidden(128),
      classify(10),
    ]),
  resnet: (x) => {
    let value = follow(x, [convolution(16, 3), norm(), relu()]);
    for (const filters of [16, 32, 64]) {
      for (const block of [0, 1, 2])
        value = residualBlock(value, filters, filters > 16 && block === 0 ? 2 : 1);
    }
    return follow(value, [tf.layers.globalAveragePooling2d({}), classify(10)]);
  },
  table: (x) => follow(x, [tf.layers.flatten(), hidden(128), hidden(128), classify(7)]),
};

type Batch = { x: ReturnType<typeof tf.tensor4d>; y: ReturnType<typeof tf.tensor2d>; count: number };

/** tfjs-node as its tutorials use it: a model of layers, trained batch by batch with `trainOnBatch`. */
class LayersContender implements Contender {
  readonly versions = { 'TensorFlow.js': tf.version['tfjs-core'], Node: process.versions.node };
  readonly stepsPerCall = 1;
  readonly batch: number;
  readonly #model: LayersModel;
  readonly #prepared: Batch[] = [];

  constructor(
    which: BenchModel,
    readonly data: BenchData,
  ) {
    const { document } = data;
    const spec = benchSpec(which, document);
    this.batch = spec.batchSize;
    const inputs = tf.input({ shape: inputShapeOf(document.input) });
    this.#model = tf.model({ inputs, outputs: MODELS[which](inputs) });
    const optimizer = tf.train.adam(spec.optimizer.learningRate, 0.9, 0.999, 1e-8);
    this.#model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  }

  async prepare(): Promise<void> {
    const indices = this.data.split.training.subarray(0, PREPARED_BATCHES * this.batch);
    for await (const batch of this.#batches(indices, this.batch)) this.#prepared.push(batch);
  }

  async *#batches(indices: Int32Array, size: number): AsyncGenerator<Batch> {
    const { samples } = await loadSamples(this.data);
    const { input, target } = this.data.document;
    const [height = 1, width = 1, channels = 1] = inputShapeOf(input);
    const shape: [number, number, number] = [height, width, channels];
    const classes = target.names;
    for (let from = 0; from < indices.length; from += size) {
      const taken = indices.subarray(from, from + size);
      const { inputs, targets } = gather(samples, taken, sizeOf(shape), 1);
      const pixels = new Float32Array(inputs.length);
      for (let i = 0; i < inputs.length; i++) pixels[i] = inputs[i]! / 255;
      const oneHot = new Float32Array(taken.length * classes.length);
      targets.forEach((label, i) => (oneHot[i * classes.length + label] = 1));
      const x = tf.tensor4d(pixels, [taken.length, ...shape]);
      yield { x, y: tf.tensor2d(oneHot, [taken.length, classes.length]), count: taken.length };
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
const contender = new LayersContender(which as BenchModel, await openBenchData(folder ?? ''));
await contender.prepare();
await takeTurns(contender);
