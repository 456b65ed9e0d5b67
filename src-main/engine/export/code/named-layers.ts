import { describeModel, type Shape } from '@shared/model/describe';
import { isFrozen, type Layer, type LayerType } from '@shared/spec/layer';

/** A layer as a script has it. */
export interface NamedLayer {
  layer: Layer;
  /** its place in the model, as names of arrays have it */
  index: number;
  /** of the attribute that holds its arrays; empty where it has none */
  attribute: string;
  /** the number of its first array among all of the model's */
  firstArray: number;
  inputShape: Shape;
  outputShape: Shape;
  frozen: boolean;
}

const ATTRIBUTES: Partial<Record<LayerType, string>> = {
  dense: 'dense',
  conv2d: 'conv',
  depthwiseConv2d: 'depthwise',
  residualBlock: 'block',
  batchNorm: 'norm',
  layerNorm: 'norm',
  normalization: 'normalization',
};

/** The layers of a well-formed model, those with arrays named after what they are: conv1, conv2, norm1, dense1. */
export function namedLayers(layers: readonly Layer[], inputShape: Shape): NamedLayer[] {
  const counts = new Map<string, number>();
  let firstArray = 0;
  return describeModel(layers, inputShape).layers.map((described, index) => {
    const layer = layers[index]!;
    const kind = ATTRIBUTES[layer.type] ?? '';
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const named: NamedLayer = {
      layer,
      index,
      attribute: kind === '' ? '' : kind === 'normalization' && count === 1 ? kind : `${kind}${count}`,
      firstArray,
      inputShape: described.inputShape,
      outputShape: described.outputShape,
      frozen: isFrozen(layer),
    };
    firstArray += described.arrays.length;
    return named;
  });
}
