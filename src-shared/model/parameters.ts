import type { Layer } from '../spec/layer';
import { describeModel, type Shape } from './describe';

/** One trainable array of a model, by the name it has in a checkpoint. */
export interface ParameterInfo {
  name: string;
  layer: number;
  role: 'kernel' | 'bias';
  /** dense kernels are [inputs, units], convolution kernels [height, width, in, out], as in Flax and TensorFlow */
  shape: Shape;
}

/** The trainable arrays of a well-formed model, in the order of its layers. */
export function modelParameters(layers: readonly Layer[], inputShape: Shape): ParameterInfo[] {
  const model = describeModel(layers, inputShape);
  return model.layers.flatMap(({ inputShape: arrives }, index): ParameterInfo[] => {
    const layer = layers[index]!;
    const prefix = `layers.${index}`;
    const kernel = (shape: Shape, outputs: number): ParameterInfo[] => [
      { name: `${prefix}.kernel`, layer: index, role: 'kernel', shape },
      { name: `${prefix}.bias`, layer: index, role: 'bias', shape: [outputs] },
    ];
    if (layer.type === 'dense') return kernel([arrives[0]!, layer.units], layer.units);
    if (layer.type === 'conv2d') {
      const { kernelSize, filters } = layer;
      return kernel([kernelSize, kernelSize, arrives[2]!, filters], filters);
    }
    return [];
  });
}
