import type { Initializer } from '../spec/layer';
import type { Shape } from './shape';

/** An array that belongs to a layer, by its name within the layer. */
export interface LayerArray {
  /** `kernel`, or `conv1.kernel` where a layer has several */
  name: string;
  role: 'kernel' | 'bias' | 'scale' | 'mean' | 'variance' | 'fill';
  /** dense kernels are [inputs, units], convolution kernels [height, width, in, out], as in Flax and TensorFlow */
  shape: Shape;
  /** false for running means, which steps change but no gradient does, and in frozen layers */
  trained: boolean;
  /** how a kernel is drawn; everything else starts as zeros, or ones where it multiplies */
  drawn?: { initializer: Initializer; fanIn: number; fanOut: number };
}

interface Drawn {
  useBias: boolean;
  initializer: Initializer;
}

/** A kernel, and a bias of `outputs` values where there is one. */
export function denseArrays(
  shape: Shape,
  outputs: number,
  { useBias, initializer, fanIn, fanOut }: Drawn & { fanIn: number; fanOut: number },
  prefix = '',
): LayerArray[] {
  const kernel: LayerArray = {
    name: `${prefix}kernel`,
    role: 'kernel',
    shape,
    trained: true,
    drawn: { initializer, fanIn, fanOut },
  };
  const bias: LayerArray = { name: `${prefix}bias`, role: 'bias', shape: [outputs], trained: true };
  return useBias ? [kernel, bias] : [kernel];
}

export function convolutionArrays(
  prefix: string,
  kernelSize: number,
  channels: number,
  filters: number,
  { useBias, initializer }: Drawn,
): LayerArray[] {
  const window = kernelSize * kernelSize;
  const fans = { fanIn: window * channels, fanOut: window * filters };
  const shape = [kernelSize, kernelSize, channels, filters];
  return denseArrays(shape, filters, { useBias, initializer, ...fans }, prefix);
}

/** Scale and offset of a norm. */
export const normArrays = (prefix: string, channels: number): LayerArray[] => [
  { name: `${prefix}scale`, role: 'scale', shape: [channels], trained: true },
  { name: `${prefix}bias`, role: 'bias', shape: [channels], trained: true },
];

/** Those, and the running mean and variance of the batches. */
export const batchNormArrays = (prefix: string, channels: number): LayerArray[] => [
  ...normArrays(prefix, channels),
  { name: `${prefix}mean`, role: 'mean', shape: [channels], trained: false },
  { name: `${prefix}var`, role: 'variance', shape: [channels], trained: false },
];

/** What a normalization goes by: of each column or channel, and what takes the place of a missing value. */
export const normalizationArrays = (channels: number): LayerArray[] => [
  { name: 'mean', role: 'mean', shape: [channels], trained: false },
  { name: 'variance', role: 'variance', shape: [channels], trained: false },
  { name: 'fill', role: 'fill', shape: [channels], trained: false },
];
