import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import type { Precision } from '@shared/contract/backend';
import type { Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { Layer } from '@shared/spec/layer';
import { forward } from '../model/forward';
import { sparseSoftmaxCrossEntropy, withNativeGradients } from './native-gradients';
import { bfloat16Compute } from './rules/bfloat16-compute';
import { biasAdd, biasAddGrad } from './rules/bias-add';
import { plainMatMul } from './rules/mat-mul';
import type { Rule } from './rules/rule';
import { trace } from './trace';
import type { View } from './traced-value';

const RULES: Record<Precision, readonly Rule[]> = {
  float32: [plainMatMul, biasAdd, biasAddGrad],
  bfloat16: [plainMatMul, bfloat16Compute, biasAdd, biasAddGrad],
};

export interface TracedModel {
  backend: NodeJSKernelBackend;
  layers: readonly Layer[];
  inputShape: Shape;
  parameters: readonly ParameterInfo[];
  precision: Precision;
}

/** Leaves of every trace: the batch, and the weights as `w0`, `w1`, … */
export const weightLeaf = (index: number): string => `w${index}`;

function withLeaves<T>(
  { inputShape, parameters }: TracedModel,
  batch: number,
  body: (x: tf.Tensor, y: tf.Tensor1D, weights: tf.Variable[], leaves: Map<string, tf.Tensor>) => T,
): T {
  // Any values will do: shapes decide which kernels run.
  const x = tf.fill([batch, ...inputShape], 0.5);
  const y = tf.fill([batch], 0, 'int32') as tf.Tensor1D;
  const weights = parameters.map(({ shape }) => tf.tidy(() => tf.variable(tf.fill([...shape], 0.01), true)));
  const leaves = new Map<string, tf.Tensor>([
    ['x', x],
    ['y', y],
    ...weights.map((weight, index): [string, tf.Tensor] => [weightLeaf(index), weight]),
  ]);
  try {
    return body(x, y, weights, leaves);
  } finally {
    tf.dispose([x, y, weights]);
  }
}

const named = ({ parameters }: TracedModel, weights: readonly tf.Tensor[]) =>
  new Map(parameters.map(({ name }, index) => [name, weights[index]!]));

/** One training step up to the gradients. */
export interface TracedTraining {
  /** mean over the batch */
  loss: View;
  /** how many were right */
  correct: View;
  /** in the order of the parameters */
  gradients: View[];
}

export function traceTraining(model: TracedModel, batch: number): TracedTraining {
  const { backend, layers } = model;
  return withLeaves(model, batch, (x, y, weights, leaves) => {
    const step = () => {
      let correct: tf.Tensor = tf.scalar(0);
      const { value, grads } = tf.variableGrads(() => {
        const logits = forward(layers, named(model, weights), x);
        const hits = tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), y);
        correct = tf.keep(tf.sum(tf.cast(hits, 'int32')));
        return tf.mean(sparseSoftmaxCrossEntropy(backend, logits, y)) as tf.Scalar;
      }, weights);
      return [value, correct, ...weights.map(({ name }) => grads[name]!)];
    };
    const [loss, correct, ...gradients] = withNativeGradients(backend, () =>
      trace(backend, step, leaves, RULES[model.precision]),
    );
    return { loss: loss!, correct: correct!, gradients };
  });
}

/** A forward pass. */
export interface TracedForward {
  /** of each sample */
  losses: View;
  /** the most likely class of each sample */
  predictions: View;
}

export function traceForward(model: TracedModel, batch: number): TracedForward {
  const { backend, layers } = model;
  return withLeaves(model, batch, (x, y, weights, leaves) => {
    const step = () => {
      const logits = forward(layers, named(model, weights), x);
      return [sparseSoftmaxCrossEntropy(backend, logits, y), tf.argMax(logits, 1)];
    };
    const [losses, predictions] = trace(backend, step, leaves, RULES[model.precision]);
    return { losses: losses!, predictions: predictions! };
  });
}
