import * as tf from '@tensorflow/tfjs-core';
import type { LookMaps } from '@shared/contract/prediction';
import type { Layer } from '@shared/spec/layer';
import type { NamedTensors } from '../model/forward';

export type Maps = LookMaps & { pixels: Uint8Array };
type MapsAlone = Omit<Maps, 'layer' | 'kind'>;

/** Larger maps are shown by one of so many pixels. */
const MOST_SIDE = 64;
const MOST_MAPS = 16;
const MOST_FILTERS = 64;
/** Of a dense layer, which is shown as a strip. */
const MOST_UNITS = 256;

/** [1, height, width] of numbers from 0 on, as bytes of which the strongest is 255. */
export function heatMap(values: tf.Tensor): MapsAlone {
  const [, height = 1, width = 1] = values.shape;
  const numbers = values.dataSync<'float32'>();
  const most = numbers.reduce((top, value) => Math.max(top, value), 0);
  const pixels = Uint8Array.from(numbers, (value) => (most > 0 ? Math.round((255 * value) / most) : 0));
  return { height, width, channels: 1, count: 1, of: 1, pixels };
}

/** The kernel of the first layer, where that is a convolution of grey or colour pictures: zero is in the middle. */
export function filterMaps(layers: readonly Layer[], weights: NamedTensors): Maps | undefined {
  const layer = layers.findIndex(({ type }) => type !== 'normalization');
  const kernel = weights.get(`layers.${layer}.kernel`);
  if (layers[layer]?.type !== 'conv2d' || kernel === undefined) return undefined;
  const [height = 1, width = 1, channels = 1, of = 1] = kernel.shape;
  if (channels !== 1 && channels !== 3) return undefined;
  const count = Math.min(of, MOST_FILTERS);
  const values = tf.transpose(kernel, [3, 0, 1, 2]).dataSync<'float32'>();
  const pixels = new Uint8Array(count * height * width * channels);
  const size = height * width * channels;
  for (let filter = 0; filter < count; filter++) {
    const its = values.subarray(filter * size, (filter + 1) * size);
    const most = its.reduce((top, value) => Math.max(top, Math.abs(value)), 0) || 1;
    for (const [at, value] of its.entries())
      pixels[filter * size + at] = Math.round(127.5 + (127.5 * value) / most);
  }
  return { layer, kind: 'filters', height, width, channels, count, of, pixels };
}

/** What comes out of a layer for one sample, [1, height, width, maps] or [1, units]; each map from its least to its most. */
export function activationMaps(output: tf.Tensor): MapsAlone {
  if (output.rank !== 4) return strip(output);
  const [, fullHeight = 1, fullWidth = 1, of = 1] = output.shape;
  const stride = Math.ceil(Math.max(fullHeight, fullWidth) / MOST_SIDE);
  const [height, width] = [Math.ceil(fullHeight / stride), Math.ceil(fullWidth / stride)];
  const count = Math.min(of, MOST_MAPS);
  const values = output.dataSync();
  const pixels = new Uint8Array(count * height * width);
  for (let map = 0; map < count; map++) {
    const its = Float32Array.from({ length: height * width }, (_, at) => {
      const [y, x] = [Math.floor(at / width) * stride, (at % width) * stride];
      return values[(y * fullWidth + x) * of + map]!;
    });
    pixels.set(spread(its), map * height * width);
  }
  return { height, width, channels: 1, count, of, pixels };
}

function strip(output: tf.Tensor): MapsAlone {
  const values = Float32Array.from(output.dataSync().subarray(0, MOST_UNITS));
  return { height: 1, width: values.length, channels: 1, count: 1, of: 1, pixels: spread(values) };
}

/** As bytes from the least, 0, to the most, 255; all are 0 where they are the same. */
function spread(values: Float32Array): Uint8Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = most - least;
  return Uint8Array.from(values, (value) => (range > 0 ? Math.round((255 * (value - least)) / range) : 0));
}
