import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../../../src-main/engine/model/forward';
import { testing, trainingMode } from '../../../src-main/engine/model/forward-mode';
import type { LayerCase, PackedArray } from './fixtures';

export interface LayerResult {
  output: PackedArray;
  inputGradient: PackedArray;
  gradients: Record<string, PackedArray>;
  updates: Record<string, PackedArray>;
}

const tensor = ({ shape, values }: PackedArray): tf.Tensor => tf.tensor(values, shape, 'float32');
const packed = (of: tf.Tensor): PackedArray => ({ shape: of.shape, values: [...of.dataSync()] });

/** Runs a fixture's layer forwards, and backwards from the fixture's cotangent. */
export function runLayer({ layer, mode, input, arrays, gradients, cotangent }: LayerCase): LayerResult {
  const trained = Object.keys(gradients);
  const modeOf = () => (mode === 'training' ? trainingMode() : testing());
  return tf.tidy(() => {
    const weights = new Map(Object.entries(arrays).map(([name, array]) => [name, tensor(array)]));
    const x = tensor(input);
    const passed = modeOf();
    const output = forward([layer], weights, x, passed);
    const updates = passed.training ? [...passed.updates] : [];
    const loss = (...[given, ...inOrder]: tf.Tensor[]): tf.Tensor => {
      const replaced = new Map(weights);
      for (const [i, name] of trained.entries()) replaced.set(name, inOrder[i]!);
      const pass = modeOf();
      const sum = tf.sum(tf.mul(forward([layer], replaced, given!, pass), tensor(cotangent)));
      if (pass.training) tf.dispose([...pass.updates.values()]);
      return sum;
    };
    const [inputGradient, ...others] = tf.grads(loss)([x, ...trained.map((name) => weights.get(name)!)]);
    const result = {
      output: packed(output),
      inputGradient: packed(inputGradient!),
      gradients: Object.fromEntries(others.map((gradient, i) => [trained[i]!, packed(gradient)])),
      updates: Object.fromEntries(updates.map(([name, value]) => [name, packed(value)])),
    };
    tf.dispose(updates.map(([, value]) => value));
    return result;
  });
}
