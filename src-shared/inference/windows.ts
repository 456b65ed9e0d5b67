import { paddingOf } from '../model/padding-of';
import { slidOver } from '../model/shape';
import type { Sample } from './sample';

export interface Window {
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
}

/** One place of a window: sums of one output pixel, and where its inputs and weights begin. */
type Visit = (sums: Float64Array, input: number, place: number) => void;

/**
 * Slides a window over a picture, [height, width, channels]. What lies outside counts as zero, so it is left out.
 * Sums are kept in 64 bits: they come out at least as exact as in training.
 *
 * @param visit is called for each pixel under the window, with the window's place counted row by row
 */
function slide(
  { shape }: Sample,
  { kernelSize, strides, padding }: Window,
  outputs: number,
  visit: Visit,
): Sample {
  const [height = 0, width = 0, channels = 0] = shape;
  const outHeight = slidOver(height, kernelSize, strides, padding);
  const outWidth = slidOver(width, kernelSize, strides, padding);
  const [above] = paddingOf(height, kernelSize, strides, padding);
  const [before] = paddingOf(width, kernelSize, strides, padding);
  const values = new Float32Array(outHeight * outWidth * outputs);
  const sums = new Float64Array(outputs);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      sums.fill(0);
      for (let row = 0; row < kernelSize; row++) {
        const from = y * strides - above + row;
        if (from < 0 || from >= height) continue;
        for (let column = 0; column < kernelSize; column++) {
          const at = x * strides - before + column;
          if (at < 0 || at >= width) continue;
          visit(sums, (from * width + at) * channels, row * kernelSize + column);
        }
      }
      values.set(sums, (y * outWidth + x) * outputs);
    }
  }
  return { shape: [outHeight, outWidth, outputs], values };
}

/** @param kernel [size, size, channels, filters] */
export function convolve(picture: Sample, kernel: Float32Array, filters: number, window: Window): Sample {
  const channels = picture.shape[2]!;
  const { values } = picture;
  return slide(picture, window, filters, (sums, input, place) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = values[input + channel]!;
      if (value === 0) continue;
      const weight = (place * channels + channel) * filters;
      for (let filter = 0; filter < filters; filter++) sums[filter]! += value * kernel[weight + filter]!;
    }
  });
}

/** @param kernel [size, size, channels, 1] */
export function depthwise(picture: Sample, kernel: Float32Array, window: Window): Sample {
  const channels = picture.shape[2]!;
  const { values } = picture;
  return slide(picture, window, channels, (sums, input, place) => {
    for (let channel = 0; channel < channels; channel++) {
      sums[channel]! += values[input + channel]! * kernel[place * channels + channel]!;
    }
  });
}

const squares = (size: number): Window => ({ kernelSize: size, strides: size, padding: 'valid' });

export function averagePool(picture: Sample, size: number): Sample {
  const channels = picture.shape[2]!;
  const share = 1 / (size * size);
  return slide(picture, squares(size), channels, (sums, input) => {
    for (let channel = 0; channel < channels; channel++) {
      sums[channel]! += picture.values[input + channel]! * share;
    }
  });
}

export function maxPool(picture: Sample, size: number): Sample {
  const channels = picture.shape[2]!;
  return slide(picture, squares(size), channels, (most, input, place) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = picture.values[input + channel]!;
      if (place === 0 || value > most[channel]!) most[channel] = value;
    }
  });
}

export function globalAverage({ shape, values }: Sample): Sample {
  const channels = shape[2]!;
  const sums = new Float64Array(channels);
  for (let at = 0; at < values.length; at++) sums[at % channels]! += values[at]!;
  const pixels = values.length / channels;
  return { shape: [channels], values: Float32Array.from(sums, (sum) => sum / pixels) };
}
