import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import type { SampleKind } from '@shared/data/layout';
import { outputsOf, type Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import type { RunSpec } from '@shared/spec/run-spec';
import { forward } from '../model/forward';
import { testing, trainingMode } from '../model/forward-mode';
import { clipGradients, globalNorm } from '../optimizer/clip';
import { lossOf } from '../train/losses';
import { dropoutCount } from '../train/step-inputs';
import { sparseSoftmaxCrossEntropy, withNativeGradients } from './native-gradients';
import { nativeKernels } from './native-kernels';
import { bfloat16Compute } from './rules/bfloat16-compute';
import { biasAdd, biasAddGrad } from './rules/bias-add';
import { plainMatMul } from './rules/mat-mul';
import type { Rule } from './rules/rule';
import { trace } from './trace';
import type { View } from './traced-value';

/** The rewrites of each precision, in the order in which they are tried. */
export const RULES: Record<RunSpec['precision'], readonly Rule[]> = {
  float32: [plainMatMul, biasAdd, biasAddGrad],
  bfloat16: [plainMatMul, bfloat16Compute, biasAdd, biasAddGrad],
};

export interface TracedModel {
  backend: NodeJSKernelBackend;
  spec: RunSpec;
  inputShape: Shape;
  samples: SampleKind;
  parameters: readonly ParameterInfo[];
}

/** Leaves of every trace: the batch, the model's arrays as `w0`, `w1`, …, and seeds as `seed0`, … */
export const weightLeaf = (index: number): string => `w${index}`;
export const seedLeaf = (index: number): string => `seed${index}`;
export const gradientLeaf = (index: number): string => `g${index}`;

interface Leaves {
  x: tf.Tensor;
  y: tf.Tensor;
  weights: tf.Variable[];
  seeds: tf.Tensor1D[];
}

/** Numbers of one sample's target. */
export const targetSizeOf = ({ samples, spec, inputShape }: TracedModel): number =>
  samples.target === 'class' ? 1 : outputsOf(spec, inputShape);

function withLeaves<T>(
  model: TracedModel,
  batch: number,
  body: (leaves: Leaves, named: Map<string, tf.Tensor>) => T,
): T {
  const { inputShape, parameters, spec, samples } = model;
  // Any values will do: shapes decide which kernels run.
  const x = tf.fill([batch, ...inputShape], 0.5);
  const y =
    samples.target === 'class' ? tf.fill([batch], 0, 'int32') : tf.fill([batch, targetSizeOf(model)], 0.5);
  const weights = parameters.map(({ shape }) => tf.tidy(() => tf.variable(tf.fill([...shape], 0.01), true)));
  const seeds = Array.from({ length: dropoutCount(spec) }, (_, index) => tf.tensor1d([index, 1], 'int32'));
  const named = new Map<string, tf.Tensor>([
    ['x', x],
    ['y', y],
    ...weights.map((weight, index): [string, tf.Tensor] => [weightLeaf(index), weight]),
    ...seeds.map((seed, index): [string, tf.Tensor] => [seedLeaf(index), seed]),
  ]);
  try {
    return body({ x, y, weights, seeds }, named);
  } finally {
    tf.dispose([x, y, weights, seeds]);
  }
}

const byName = ({ parameters }: TracedModel, weights: readonly tf.Tensor[]) =>
  new Map(parameters.map(({ name }, index) => [name, weights[index]!]));

/** The loss of each sample; TensorFlow has one kernel for the commonest loss and its gradient. */
export function lossesOf(
  { backend, spec }: { backend: NodeJSKernelBackend; spec: Pick<RunSpec, 'loss' | 'labelSmoothing'> },
  logits: tf.Tensor2D,
  y: tf.Tensor,
): tf.Tensor1D {
  const { loss, labelSmoothing } = spec;
  const isPlain = loss === 'softmax-cross-entropy' && labelSmoothing === 0 && y.rank === 1;
  return isPlain
    ? sparseSoftmaxCrossEntropy(backend, logits, y as tf.Tensor1D)
    : lossOf(loss, labelSmoothing, logits, y);
}

/** One training step, or a part of one, up to the gradients. */
export interface TracedTraining {
  /** of each sample */
  losses: View;
  logits: View;
  /** in the order of the trained parameters */
  gradients: View[];
  /** new values of running means, by the index of their parameter */
  updates: ReadonlyMap<number, View>;
}

export function traceTraining(model: TracedModel, batch: number): TracedTraining {
  const { backend, spec, parameters } = model;
  return withLeaves(model, batch, ({ x, y, weights, seeds }, leaves) => {
    const mode = trainingMode(seeds, nativeKernels(backend));
    const trained = weights.filter((_, index) => parameters[index]!.trained);
    const kept: tf.Tensor[] = [];
    let updated: number[] = [];
    const step = () => {
      let logits: tf.Tensor | undefined;
      let losses: tf.Tensor | undefined;
      const { grads } = tf.variableGrads(() => {
        const out = forward(spec.model.layers, byName(model, weights), x, mode);
        const each = lossesOf(model, out, y);
        logits = tf.keep(out);
        losses = tf.keep(each);
        return tf.mean(each) as tf.Scalar;
      }, trained);
      kept.push(logits!, losses!, ...mode.updates.values());
      updated = [...parameters.keys()].filter((index) => mode.updates.has(parameters[index]!.name));
      const updates = updated.map((index) => mode.updates.get(parameters[index]!.name)!);
      return [losses!, logits!, ...trained.map(({ name }) => grads[name]!), ...updates];
    };
    const [losses, logits, ...rest] = withNativeGradients(backend, () =>
      trace(backend, step, leaves, RULES[spec.precision]),
    );
    tf.dispose(kept);
    return {
      losses: losses!,
      logits: logits!,
      gradients: rest.slice(0, trained.length),
      updates: new Map(updated.map((parameter, at) => [parameter, rest[trained.length + at]!])),
    };
  });
}

/** A forward pass. */
export interface TracedForward {
  /** of each sample */
  losses: View;
  logits: View;
}

export function traceForward(model: TracedModel, batch: number): TracedForward {
  const { backend, spec } = model;
  return withLeaves(model, batch, ({ x, y, weights }, leaves) => {
    const step = () => {
      const mode = testing(nativeKernels(backend));
      const logits = forward(spec.model.layers, byName(model, weights), x, mode);
      return [lossesOf(model, logits, y), logits];
    };
    const [losses, logits] = trace(backend, step, leaves, RULES[spec.precision]);
    return { losses: losses!, logits: logits! };
  });
}

/** What is done with all gradients together. */
export interface TracedGradients {
  /** their common length */
  norm: View;
  clipped: View[];
}

export function traceGradients({
  backend,
  spec,
  parameters,
}: {
  backend: NodeJSKernelBackend;
  spec: Pick<RunSpec, 'optimizer'>;
  parameters: readonly Pick<ParameterInfo, 'shape' | 'trained'>[];
}): TracedGradients {
  const gradients = parameters.flatMap(({ shape, trained }) => (trained ? [tf.fill([...shape], 0.01)] : []));
  const leaves = new Map(gradients.map((gradient, index) => [gradientLeaf(index), gradient]));
  try {
    const step = () => [globalNorm(gradients), ...clipGradients(spec.optimizer.clip, gradients)];
    const [norm, ...clipped] = trace(backend, step, leaves, []);
    return { norm: norm!, clipped };
  } finally {
    tf.dispose(gradients);
  }
}
