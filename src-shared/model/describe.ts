import type { Layer } from '../spec/layer';

/** Sizes without the batch: `[28, 28, 1]` for a picture, `[784]` for a row of values. */
export type Shape = readonly number[];

/** One layer with what flows in and out of it. */
export interface LayerDescription {
  inputShape: Shape;
  outputShape: Shape;
  parameters: number;
  /** floating-point operations of the forward pass for one sample; a multiply-add counts as two */
  flops: number;
}

/** A layer that cannot take what arrives. */
export interface ShapeProblem {
  layer: number;
  /** the layer's own field that is wrong, or '' for the layer as a whole */
  field: '' | 'inputs' | 'kernelSize' | 'poolSize';
  reason:
    | { kind: 'needs-picture'; arrives: Shape }
    | { kind: 'needs-flat'; arrives: Shape }
    | { kind: 'expects-other'; expects: number; arrives: number }
    | { kind: 'too-small'; arrives: Shape; needs: number };
}

export interface ModelDescription {
  /** as many as could be worked out before the first problem */
  layers: LayerDescription[];
  outputShape: Shape;
  parameters: number;
  /** of one sample's forward pass */
  flops: number;
  /** values that flow out of all layers for one sample: what the backward pass has to keep */
  activations: number;
  problem?: ShapeProblem;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Output size of a window that slides over `size` positions (TensorFlow's rule for `same` and `valid`). */
export const slidOver = (size: number, window: number, strides: number, padding: 'same' | 'valid'): number =>
  padding === 'same' ? Math.ceil(size / strides) : Math.ceil((size - window + 1) / strides);

type Step = Omit<LayerDescription, 'inputShape'> | Pick<ShapeProblem, 'field' | 'reason'>;

function through(layer: Layer, arrives: Shape): Step {
  if (layer.type === 'flatten') return { outputShape: [sizeOf(arrives)], parameters: 0, flops: 0 };
  if (layer.type === 'dense') {
    const inputs = sizeOf(arrives);
    if (layer.inputs !== undefined && layer.inputs !== inputs) {
      return { field: 'inputs', reason: { kind: 'expects-other', expects: layer.inputs, arrives: inputs } };
    }
    if (arrives.length !== 1) return { field: '', reason: { kind: 'needs-flat', arrives } };
    return {
      outputShape: [layer.units],
      parameters: (inputs + 1) * layer.units,
      flops: 2 * inputs * layer.units,
    };
  }
  const [height, width, channels] = arrives;
  if (height === undefined || width === undefined || channels === undefined) {
    return { field: '', reason: { kind: 'needs-picture', arrives } };
  }
  if (layer.type === 'conv2d') {
    const { filters, kernelSize, strides, padding } = layer;
    const outHeight = slidOver(height, kernelSize, strides, padding);
    const outWidth = slidOver(width, kernelSize, strides, padding);
    if (outHeight < 1 || outWidth < 1) {
      return { field: 'kernelSize', reason: { kind: 'too-small', arrives, needs: kernelSize } };
    }
    const weights = kernelSize * kernelSize * channels * filters;
    return {
      outputShape: [outHeight, outWidth, filters],
      parameters: weights + filters,
      flops: 2 * weights * outHeight * outWidth,
    };
  }
  const { poolSize } = layer;
  if (height < poolSize || width < poolSize) {
    return { field: 'poolSize', reason: { kind: 'too-small', arrives, needs: poolSize } };
  }
  const outHeight = slidOver(height, poolSize, poolSize, 'valid');
  const outWidth = slidOver(width, poolSize, poolSize, 'valid');
  return { outputShape: [outHeight, outWidth, channels], parameters: 0, flops: height * width * channels };
}

/**
 * Follows the shapes through a model, from a spec alone. Stops at the first layer that cannot take what
 * arrives and says why.
 */
export function describeModel(layers: readonly Layer[], inputShape: Shape): ModelDescription {
  const described: LayerDescription[] = [];
  let shape = inputShape;
  let problem: ShapeProblem | undefined;
  for (const [index, layer] of layers.entries()) {
    const step = through(layer, shape);
    if ('reason' in step) {
      problem = { layer: index, ...step };
      break;
    }
    described.push({ inputShape: shape, ...step });
    shape = step.outputShape;
  }
  const total = (pick: (layer: LayerDescription) => number) =>
    described.reduce((sum, layer) => sum + pick(layer), 0);
  return {
    layers: described,
    outputShape: shape,
    parameters: total((layer) => layer.parameters),
    flops: total((layer) => layer.flops),
    activations: total((layer) => sizeOf(layer.outputShape)),
    problem,
  };
}
