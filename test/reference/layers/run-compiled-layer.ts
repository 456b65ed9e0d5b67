import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { nativeKernels } from '../../../src-main/engine/compile/native-kernels';
import { RULES } from '../../../src-main/engine/compile/trace-step';
import { forward } from '../../../src-main/engine/model/forward';
import { testing, trainingMode } from '../../../src-main/engine/model/forward-mode';
import { runTraced } from '../run-traced';
import type { LayerCase, PackedArray } from './fixtures';
import type { LayerResult } from './run-layer';

const tensor = ({ shape, values }: PackedArray): tf.Tensor => tf.tensor(values, shape, 'float32');

/** As `runLayer`, by the graph that the compiled step would have. */
export function runCompiledLayer(
  native: NodeJSKernelBackend,
  { layer, mode, input, arrays, gradients, cotangent }: LayerCase,
): LayerResult {
  const trained = Object.keys(gradients);
  const kernels = nativeKernels(native);
  const modeOf = () => (mode === 'training' ? trainingMode([], kernels) : testing(kernels));
  const weights = new Map(Object.entries(arrays).map(([name, array]) => [name, tensor(array)]));
  const x = tensor(input);
  const direction = tensor(cotangent);
  let updates: [string, tf.Tensor][] = [];
  const step = () => {
    const passed = modeOf();
    const output = forward([layer], weights, x, passed);
    updates = passed.training ? [...passed.updates] : [];
    const loss = (...[given, ...inOrder]: tf.Tensor[]): tf.Tensor => {
      const replaced = new Map(weights);
      for (const [i, name] of trained.entries()) replaced.set(name, inOrder[i]!);
      const pass = modeOf();
      const sum = tf.sum(tf.mul(forward([layer], replaced, given!, pass), direction));
      if (pass.training) tf.dispose([...pass.updates.values()]);
      return sum;
    };
    const all = tf.grads(loss)([x, ...trained.map((name) => weights.get(name)!)]);
    return [output, ...all, ...updates.map(([, value]) => value)];
  };
  const leaves = new Map<string, tf.Tensor>([['x', x], ['direction', direction], ...weights]);
  const [output, inputGradient, ...rest] = runTraced(native, leaves, step, RULES.float32);
  tf.dispose([x, direction, ...weights.values(), ...updates.map(([, value]) => value)]);
  return {
    output: output!,
    inputGradient: inputGradient!,
    gradients: Object.fromEntries(trained.map((name, i) => [name, rest[i]!])),
    updates: Object.fromEntries(updates.map(([name], i) => [name, rest[trained.length + i]!])),
  };
}
