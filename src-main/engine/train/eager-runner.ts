import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import type { NamedArray } from '../checkpoint/safetensors';
import { forward, type NamedTensors } from '../model/forward';
import { applyAdam } from './adam';
import { matchArrays } from './match-arrays';
import { softmaxCrossEntropy } from './cross-entropy';
import type { ForwardResults, StepResults, StepRunner } from './step-runner';

/** A weight with the two running means that Adam keeps of its gradient. */
interface Trained {
  info: ParameterInfo;
  weight: tf.Variable;
  m: tf.Variable;
  v: tf.Variable;
}

/** Bytes 0 to 255 become 0 to 1. */
const scaled = (images: Uint8Array, shape: Shape): tf.Tensor =>
  tf.div(
    tf.tensor(Int32Array.from(images), [-1, ...shape].with(0, images.length / sizeOf(shape)), 'int32'),
    255,
  );

/** Runs each op of a step one by one, on whatever backend is loaded. */
export class EagerRunner implements StepRunner {
  readonly mode = 'eager';
  readonly mostStepsPerCall = 1;
  readonly stepsPerCall = 1;
  readonly #trained: Trained[];
  readonly #weights: NamedTensors;

  constructor(
    readonly spec: RunSpec,
    readonly inputShape: Shape,
    readonly classes: number,
    parameters: readonly ParameterInfo[],
    initial: readonly Float32Array[],
  ) {
    this.#trained = parameters.map((info, index) => {
      const shape = [...info.shape];
      const keep = (values: tf.Tensor) => tf.variable(values, true);
      return {
        info,
        weight: tf.tidy(() => keep(tf.tensor(initial[index]!, shape))),
        m: tf.tidy(() => keep(tf.zeros(shape))),
        v: tf.tidy(() => keep(tf.zeros(shape))),
      };
    });
    this.#weights = new Map(this.#trained.map(({ info, weight }) => [info.name, weight]));
  }

  train(
    images: Uint8Array,
    labels: Uint8Array,
    steps: number,
    batch: number,
    firstStep: number,
  ): StepResults {
    const losses = new Float32Array(steps);
    const correct = new Int32Array(steps);
    const size = sizeOf(this.inputShape);
    for (let step = 0; step < steps; step++) {
      const from = step * batch;
      const result = this.#step(
        images.subarray(from * size, (from + batch) * size),
        labels.subarray(from, from + batch),
        firstStep + step,
      );
      losses[step] = result.loss;
      correct[step] = result.correct;
    }
    return { losses, correct };
  }

  #step(images: Uint8Array, labels: Uint8Array, step: number): { loss: number; correct: number } {
    const [loss, correct] = tf.tidy(() => {
      const x = scaled(images, this.inputShape);
      const y = tf.tensor1d(Int32Array.from(labels), 'int32');
      const oneHot = tf.cast(tf.oneHot(y, this.classes), 'float32') as tf.Tensor2D;
      let right: tf.Tensor = tf.scalar(0);
      const { value, grads } = tf.variableGrads(
        () => {
          const logits = forward(this.spec.model.layers, this.#weights, x);
          const hits = tf.equal(tf.argMax(logits, 1), y);
          right = tf.keep(tf.sum(tf.cast(hits, 'int32')));
          return tf.mean(softmaxCrossEntropy(logits, oneHot)) as tf.Scalar;
        },
        this.#trained.map(({ weight }) => weight),
      );
      for (const { weight, m, v } of this.#trained) {
        applyAdam(this.spec.optimizer, step, weight, m, v, grads[weight.name]!);
      }
      return [value, right];
    });
    // Waits for the device.
    const result = { loss: loss!.dataSync()[0]!, correct: correct!.dataSync()[0]! };
    loss!.dispose();
    correct!.dispose();
    return result;
  }

  forward(images: Uint8Array, labels: Uint8Array, count: number): ForwardResults {
    const [losses, predictions] = tf.tidy(() => {
      const x = scaled(images.subarray(0, count * sizeOf(this.inputShape)), this.inputShape);
      const y = tf.tensor1d(Int32Array.from(labels.subarray(0, count)), 'int32');
      const oneHot = tf.cast(tf.oneHot(y, this.classes), 'float32') as tf.Tensor2D;
      const logits = forward(this.spec.model.layers, this.#weights, x);
      return [softmaxCrossEntropy(logits, oneHot), tf.argMax(logits, 1)];
    });
    // Waits for the device.
    const results = {
      losses: Float32Array.from(losses!.dataSync()),
      predictions: Int32Array.from(predictions!.dataSync()),
    };
    losses!.dispose();
    predictions!.dispose();
    return results;
  }

  weights(): NamedArray[] {
    return this.#trained.map(({ info, weight }) => copyOf(info.name, weight));
  }

  optimizerState(): NamedArray[] {
    return this.#trained.flatMap(({ info, m, v }) => [
      copyOf(`m.${info.name}`, m),
      copyOf(`v.${info.name}`, v),
    ]);
  }

  loadWeights(arrays: readonly NamedArray[]): void {
    const wanted = this.#trained.map(({ info }) => info);
    matchArrays(wanted, arrays).forEach((values, i) => assign(this.#trained[i]!.weight, values));
  }

  loadOptimizerState(arrays: readonly NamedArray[]): void {
    for (const slot of ['m', 'v'] as const) {
      const wanted = this.#trained.map(({ info }) => ({ ...info, name: `${slot}.${info.name}` }));
      matchArrays(wanted, arrays).forEach((values, i) => assign(this.#trained[i]![slot], values));
    }
  }

  dispose(): void {
    for (const { weight, m, v } of this.#trained) tf.dispose([weight, m, v]);
  }
}

const copyOf = (name: string, tensor: tf.Tensor): NamedArray => ({
  name,
  shape: tensor.shape.slice(),
  values: Float32Array.from(tensor.dataSync()),
});

function assign(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}
