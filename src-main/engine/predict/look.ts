import * as tf from '@tensorflow/tfjs-core';
import type { Look, LookMaps } from '@shared/contract/prediction';
import type { Shape } from '@shared/model/describe';
import type { Layer } from '@shared/spec/layer';
import { asPlainWeights } from '../train/ema';
import type { NamedArray } from '../checkpoint/safetensors';
import { forward, type NamedTensors } from '../model/forward';
import { testing } from '../model/forward-mode';
import { inputTensor } from '../train/sample-tensors';
import type { SampleArray } from '../train/step-runner';
import { activationMaps, filterMaps, heatMap, type Maps } from './look-maps';

/** Of one layer, or of what the model is shown. */
interface Passed {
  layer: number;
  /** with a first axis of 1 */
  output: tf.Tensor;
}

/** The weights of some layers on their own, so named as if the first of them were the first of all. */
function weightsFrom(weights: NamedTensors, first: number): NamedTensors {
  const moved = new Map<string, tf.Tensor>();
  for (const [name, tensor] of weights) {
    const [, index, rest] = /^layers\.(\d+)\.(.*)$/.exec(name) ?? [];
    if (index !== undefined && Number(index) >= first) {
      moved.set(`layers.${Number(index) - first}.${rest}`, tensor);
    }
  }
  return moved;
}

const through = (layers: readonly Layer[], weights: NamedTensors, x: tf.Tensor, first: number, end: number) =>
  forward(layers.slice(first, end), weightsFrom(weights, first), x, testing()) as tf.Tensor;

/**
 * What a model looked at to come to its answer of one sample: the gradient of the likeliest class (or the first value),
 * before any softmax, with respect to what it is shown (Simonyan et al. 2013); for convolutions Grad-CAM of the last
 * one (Selvaraju et al. 2017) and their first filters; and what comes out of each layer.
 *
 * @param arrays of the checkpoint
 */
export function lookOf(
  layers: readonly Layer[],
  arrays: readonly NamedArray[],
  inputs: SampleArray,
  shape: Shape,
): { look: Look; pixels: Uint8Array<ArrayBuffer> } {
  const found = tf.tidy(() => {
    const weights: NamedTensors = new Map(
      asPlainWeights(arrays).map(({ name, values, shape: its }) => [name, tf.tensor(values, [...its])]),
    );
    const x = inputTensor(inputs, shape);
    const passed: Passed[] = [];
    let value = x;
    for (const layer of layers.keys()) {
      value = through(layers, weights, value, layer, layer + 1);
      passed.push({ layer, output: value });
    }
    const output = tf.argMax(tf.reshape(value, [-1])).dataSync()[0]!;
    const chosen = tf.tensor1d(Float32Array.from({ length: value.size }, (_, at) => (at === output ? 1 : 0)));
    /** of the answer, with respect to what goes into layer `first` */
    const gradientAt = (from: tf.Tensor, first: number): tf.Tensor =>
      first === layers.length
        ? tf.reshape(chosen, from.shape)
        : tf.grad((given) => tf.sum(tf.mul(chosen, through(layers, weights, given, first, layers.length))))(
            from,
          );
    const gradient = gradientAt(x, 0);
    const maps: Maps[] = [];
    const isPicture = inputs instanceof Uint8Array;
    if (isPicture) maps.push({ ...heatMap(tf.max(tf.abs(gradient), -1)), layer: -1, kind: 'saliency' });
    const last = passed.findLast(({ output: its }) => its.rank === 4);
    if (last !== undefined) {
      const slopes = gradientAt(last.output, last.layer + 1);
      const importance = tf.mean(slopes, [1, 2], true);
      const cam = tf.relu(tf.sum(tf.mul(importance, last.output), -1));
      maps.push({ ...heatMap(cam), layer: last.layer, kind: 'grad-cam' });
    }
    const filters = filterMaps(layers, weights);
    if (filters !== undefined) maps.push(filters);
    for (const { layer, output: its } of passed) {
      const { type } = layers[layer]!;
      if (type === 'flatten' || type === 'dropout') continue;
      maps.push({ ...activationMaps(its), layer, kind: 'activations' });
    }
    // Where a value is missing and nothing fills it in, nothing can be told.
    const numbers = isPicture ? [] : [...gradient.dataSync()].map((one) => (Number.isFinite(one) ? one : 0));
    return { output, gradient: numbers, maps };
  });
  const { output, gradient, maps } = found;
  const bytes = maps.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const pixels = new Uint8Array(bytes);
  let at = 0;
  for (const { pixels: its } of maps) {
    pixels.set(its, at);
    at += its.length;
  }
  const told = maps.map(({ pixels: _, ...rest }): LookMaps => rest);
  return { look: { output, gradient, maps: told }, pixels };
}
