import { describeModel } from '@shared/model/describe';
import { isFrozen, type Layer } from '@shared/spec/layer';
import type { NamedArray } from '../../checkpoint/safetensors';
import type { ExportedModel } from '../exported-model';
import { activationOf, batchNormOf, convolutionOf, kerasLayerOf, type KerasLayer } from './layer-config';

/** The epsilon of the norms inside a residual block, as in training. */
const BLOCK_EPSILON = 1e-5;

export interface LayersTopology {
  /** as Keras writes a functional model in JSON */
  topology: Record<string, unknown>;
  /** named as TensorFlow.js looks for them: `conv2d_0/kernel` */
  weights: NamedArray[];
}

/**
 * What no layer of TensorFlow.js says, in words; undefined where all can be said. Then a graph model has to do.
 */
export function notSaidByLayers({ spec, inputShape }: Pick<ExportedModel, 'spec' | 'inputShape'>) {
  const { layers } = describeModel(spec.model.layers, inputShape);
  for (const [index, layer] of spec.model.layers.entries()) {
    const { inputShape: arrives } = layers[index]!;
    const { type } = layer;
    if ('activation' in layer && layer.activation === 'gelu') {
      // Its name, gelu_new, is turned into geluNew when a model is read (tfjs-layers 4.22), which there is none of.
      return "TensorFlow.js cannot read the name of GELU's tanh form";
    }
    if (type === 'normalization' && arrives.length === 1) {
      return 'no layer of TensorFlow.js fills in what is missing in a table';
    }
    if ((type === 'batchNorm' || type === 'normalization') && arrives.length > 3) {
      return 'TensorFlow.js has norms for up to three dimensions';
    }
  }
  return undefined;
}

/** A functional model that grows by one layer after the other. */
class Topology {
  readonly layers: Record<string, unknown>[] = [];
  readonly weights: NamedArray[] = [];

  input(shape: readonly number[]): string {
    const config = { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false, name: 'inputs' };
    this.layers.push({ class_name: 'InputLayer', name: 'inputs', config, inbound_nodes: [] });
    return 'inputs';
  }

  /** @returns the layer's name */
  add({ className, config, weights }: KerasLayer, name: string, from: readonly string[], trainable = true) {
    this.layers.push({
      class_name: className,
      name,
      config: { name, trainable, dtype: 'float32', ...config },
      inbound_nodes: [from.map((before) => [before, 0, 0, {}])],
    });
    for (const { name: its, array } of weights) {
      this.weights.push({ name: `${name}/${its}`, shape: array.shape, values: array.values });
    }
    return name;
  }
}

/** Two convolutions with their norms, and around them the input, through a third one where sizes change. */
function addResidualBlock(
  topology: Topology,
  layer: Extract<Layer, { type: 'residualBlock' }>,
  x: string,
  channels: number,
  name: string,
  arrays: (name: string) => NamedArray,
): string {
  const { filters, kernelSize, momentum, frozen } = layer;
  const norm = { epsilon: BLOCK_EPSILON, momentum };
  const convolved = (from: string, which: string, normed: string, size: number, strides: number) => {
    const window = { kernelSize: size, strides, padding: 'same' as const };
    const weights = [{ name: 'kernel', array: arrays(`${which}.kernel`) }];
    const convolution = {
      ...convolutionOf(window, filters, { use_bias: false, activation: 'linear' }),
      weights,
    };
    const y = topology.add(convolution, `${name}_${which}`, [from], !frozen);
    return topology.add(batchNormOf(arrays, norm, `${normed}.`), `${name}_${normed}`, [y], !frozen);
  };
  const relu = activationOf('relu');
  const first = convolved(x, 'conv1', 'norm1', kernelSize, layer.strides);
  const bent = topology.add(relu, `${name}_relu1`, [first]);
  const second = convolved(bent, 'conv2', 'norm2', kernelSize, 1);
  const isProjected = layer.strides > 1 || channels !== filters;
  const shortcut = isProjected ? convolved(x, 'projection', 'projectionNorm', 1, layer.strides) : x;
  const sum = { className: 'Add', config: {}, weights: [] };
  return topology.add(relu, `${name}_relu2`, [topology.add(sum, `${name}_add`, [second, shortcut])]);
}

/** A model as TensorFlow.js's layers, for models of which `notSaidByLayers` says nothing. */
export function layersTopology({ name, spec, inputShape, weights }: ExportedModel): LayersTopology {
  const topology = new Topology();
  const byName = new Map(weights.map((array) => [array.name, array]));
  const described = describeModel(spec.model.layers, inputShape);
  let x = topology.input(inputShape);
  for (const [index, layer] of spec.model.layers.entries()) {
    const { inputShape: arrives } = described.layers[index]!;
    const arrays = (its: string) => {
      const array = byName.get(`layers.${index}.${its}`);
      if (array === undefined) throw new Error(`the model has no array called layers.${index}.${its}`);
      return array;
    };
    const its = `${layer.type}_${index}`;
    if (layer.type === 'residualBlock') {
      x = addResidualBlock(topology, layer, x, arrives.at(-1)!, its, arrays);
    } else if (layer.type !== 'flatten' || arrives.length > 1) {
      // What is flat already cannot be flattened there.
      x = topology.add(kerasLayerOf(layer, arrays), its, [x], !isFrozen(layer));
    }
  }
  const config = {
    name,
    layers: topology.layers,
    input_layers: [['inputs', 0, 0]],
    output_layers: [[x, 0, 0]],
  };
  const model = { class_name: 'Functional', config };
  return {
    topology: { model_config: model, keras_version: '2.13.0', backend: 'tensorflow' },
    weights: topology.weights,
  };
}
