import { isFrozen, type Activation, type Layer } from '../spec/layer';
import {
  batchNormArrays,
  convolutionArrays,
  denseArrays,
  normalizationArrays,
  normArrays,
  type LayerArray,
} from './layer-arrays';
import { sizeOf, slidOver, type Shape } from './shape';

export { sizeOf, slidOver, type Shape } from './shape';

/** One layer with what flows in and out of it. */
export interface LayerDescription {
  inputShape: Shape;
  outputShape: Shape;
  /** its trained values, and what it keeps running means in */
  arrays: LayerArray[];
  /** how many values it has learnt or learns; running means are not counted */
  parameters: number;
  /** those of them that stay as they are */
  frozenParameters: number;
  /** floating-point operations of the forward pass for one sample; a multiply-add counts as two */
  flops: number;
  /** values for one sample that the backward pass has to keep */
  activations: number;
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
  /** those of them in frozen layers */
  frozenParameters: number;
  /** of one sample's forward pass */
  flops: number;
  /** values that are made on the way through all layers for one sample: what the backward pass has to keep */
  activations: number;
  problem?: ShapeProblem;
}

interface Passage {
  outputShape: Shape;
  arrays?: LayerArray[];
  flops?: number;
  /** beyond what flows out */
  innerActivations?: number;
}
type Step = Passage | Pick<ShapeProblem, 'field' | 'reason'>;

type Picture = readonly [height: number, width: number, channels: number];

interface Window {
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
}

const tooSmall = (field: 'kernelSize' | 'poolSize', arrives: Shape, needs: number): Step => ({
  field,
  reason: { kind: 'too-small', arrives, needs },
});

const slid = ([height, width]: Picture, { kernelSize, strides, padding }: Window): [number, number] => [
  slidOver(height, kernelSize, strides, padding),
  slidOver(width, kernelSize, strides, padding),
];

/** Values that a layer makes before the ones that flow out: without its bias, and without its activation. */
const beforeOutput = (
  { useBias, activation }: { useBias: boolean; activation: Activation },
  outputs: number,
): number => outputs * (Number(useBias) + Number(activation !== 'linear'));

function throughResidualBlock(layer: Extract<Layer, { type: 'residualBlock' }>, arrives: Picture): Step {
  const { filters, kernelSize, strides, initializer } = layer;
  const [height, width] = slid(arrives, { kernelSize, strides, padding: 'same' });
  const drawn = { useBias: false, initializer };
  const arrays = [
    ...convolutionArrays('conv1.', kernelSize, arrives[2], filters, drawn),
    ...batchNormArrays('norm1.', filters),
    ...convolutionArrays('conv2.', kernelSize, filters, filters, drawn),
    ...batchNormArrays('norm2.', filters),
  ];
  const values = height * width * filters;
  let flops = 2 * kernelSize * kernelSize * (arrives[2] + filters) * values;
  let innerActivations = 6 * values;
  if (strides > 1 || arrives[2] !== filters) {
    arrays.push(...convolutionArrays('projection.', 1, arrives[2], filters, drawn));
    arrays.push(...batchNormArrays('projectionNorm.', filters));
    flops += 2 * arrives[2] * values;
    innerActivations += 2 * values;
  }
  return { outputShape: [height, width, filters], arrays, flops, innerActivations };
}

function throughPicture(layer: Layer, arrives: Picture): Step {
  const [height, width, channels] = arrives;
  switch (layer.type) {
    case 'conv2d': {
      const { filters, kernelSize } = layer;
      const [outHeight, outWidth] = slid(arrives, layer);
      if (outHeight < 1 || outWidth < 1) return tooSmall('kernelSize', arrives, kernelSize);
      const arrays = convolutionArrays('', kernelSize, channels, filters, layer);
      const flops = 2 * kernelSize * kernelSize * channels * filters * outHeight * outWidth;
      const innerActivations = beforeOutput(layer, outHeight * outWidth * filters);
      return { outputShape: [outHeight, outWidth, filters], arrays, flops, innerActivations };
    }
    case 'depthwiseConv2d': {
      const { kernelSize, useBias, initializer } = layer;
      const [outHeight, outWidth] = slid(arrives, layer);
      if (outHeight < 1 || outWidth < 1) return tooSmall('kernelSize', arrives, kernelSize);
      const window = kernelSize * kernelSize;
      const arrays = denseArrays([kernelSize, kernelSize, channels, 1], channels, {
        useBias,
        initializer,
        fanIn: window,
        fanOut: window * channels,
      });
      return {
        outputShape: [outHeight, outWidth, channels],
        arrays,
        flops: 2 * window * channels * outHeight * outWidth,
        innerActivations: beforeOutput(layer, outHeight * outWidth * channels),
      };
    }
    case 'residualBlock':
      return throughResidualBlock(layer, arrives);
    case 'globalAvgPool2d':
      return { outputShape: [channels], flops: height * width * channels };
    case 'maxPool2d':
    case 'avgPool2d': {
      const { poolSize } = layer;
      if (height < poolSize || width < poolSize) return tooSmall('poolSize', arrives, poolSize);
      const window = { kernelSize: poolSize, strides: poolSize, padding: 'valid' as const };
      return { outputShape: [...slid(arrives, window), channels], flops: height * width * channels };
    }
    default:
      throw new Error(`${layer.type} is no layer for pictures`);
  }
}

function through(layer: Layer, arrives: Shape): Step {
  const values = sizeOf(arrives);
  switch (layer.type) {
    case 'flatten':
      // The same values in another shape.
      return { outputShape: [values], innerActivations: -values };
    case 'dense': {
      if (layer.inputs !== undefined && layer.inputs !== values) {
        const reason = { kind: 'expects-other' as const, expects: layer.inputs, arrives: values };
        return { field: 'inputs', reason };
      }
      if (arrives.length !== 1) return { field: '', reason: { kind: 'needs-flat', arrives } };
      const { units, useBias, initializer } = layer;
      const drawn = { useBias, initializer, fanIn: values, fanOut: units };
      return {
        outputShape: [units],
        arrays: denseArrays([values, units], units, drawn),
        flops: 2 * values * units,
        innerActivations: beforeOutput(layer, units),
      };
    }
    case 'dropout':
      return { outputShape: arrives, flops: values };
    case 'activation':
      return { outputShape: arrives, flops: values };
    case 'normalization':
      return { outputShape: arrives, arrays: normalizationArrays(arrives.at(-1)!), flops: 2 * values };
    case 'batchNorm':
      return { outputShape: arrives, arrays: batchNormArrays('', arrives.at(-1)!), flops: 4 * values };
    case 'layerNorm':
      return { outputShape: arrives, arrays: normArrays('', arrives.at(-1)!), flops: 8 * values };
    default: {
      const [height, width, channels] = arrives;
      if (height === undefined || width === undefined || channels === undefined) {
        return { field: '', reason: { kind: 'needs-picture', arrives } };
      }
      return throughPicture(layer, [height, width, channels]);
    }
  }
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
    const { outputShape, arrays: all = [], flops = 0, innerActivations = 0 } = step;
    const parameters = all.reduce((sum, { trained, shape: its }) => sum + (trained ? sizeOf(its) : 0), 0);
    const frozen = isFrozen(layer);
    const arrays = frozen ? all.map((array) => ({ ...array, trained: false })) : all;
    described.push({
      inputShape: shape,
      outputShape,
      arrays,
      parameters,
      frozenParameters: frozen ? parameters : 0,
      flops,
      activations: sizeOf(outputShape) + innerActivations,
    });
    shape = outputShape;
  }
  const total = (pick: (layer: LayerDescription) => number) =>
    described.reduce((sum, layer) => sum + pick(layer), 0);
  return {
    layers: described,
    outputShape: shape,
    parameters: total((layer) => layer.parameters),
    frozenParameters: total((layer) => layer.frozenParameters),
    flops: total((layer) => layer.flops),
    activations: total((layer) => layer.activations),
    problem,
  };
}

/** How many numbers a well-formed model says of a sample. */
export const outputsOf = (spec: { model: { layers: readonly Layer[] } }, inputShape: Shape): number =>
  sizeOf(describeModel(spec.model.layers, inputShape).outputShape);
