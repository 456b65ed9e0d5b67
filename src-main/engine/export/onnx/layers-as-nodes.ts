import { slidOver, type Shape } from '@shared/model/shape';
import type { Activation, Layer } from '@shared/spec/layer';
import type { NamedArray } from '../../checkpoint/safetensors';
import { paddingOf } from '@shared/model/padding-of';
import type { OnnxGraph } from './onnx-graph';

/** The epsilon of the norms inside a residual block; see model/forward.ts. */
const BLOCK_EPSILON = 1e-5;
/** The least deviation that a normalization divides by; see model/normalized.ts. */
const LEAST_DEVIATION = 1e-7;

/** What flows through the model at one place. */
interface Flow {
  value: string;
  /** of one sample, channels last as everywhere in Trainyard */
  shape: Shape;
  /** whether it lies as [batch, channels, height, width] there, as ONNX's convolutions want it */
  channelsFirst: boolean;
}

type LayerOf<Type extends Layer['type']> = Extract<Layer, { type: Type }>;
interface Window {
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
}

/** [height, width, in, out] as ONNX has it: [out, in, height, width]. For depthwise kernels in and out change places. */
export function channelsFirstKernel({ shape, values }: NamedArray, isDepthwise: boolean): NamedArray {
  const [height = 1, width = 1, a = 1, b = 1] = shape;
  const moved = new Float32Array(values.length);
  const [outer, inner] = isDepthwise ? [a, b] : [b, a];
  for (let at = 0; at < values.length; at++) {
    const last = at % b;
    const before = Math.floor(at / b) % a;
    const window = Math.floor(at / (a * b));
    const [out, into] = isDepthwise ? [before, last] : [last, before];
    moved[(out * inner + into) * height * width + window] = values[at]!;
  }
  return { name: '', shape: [outer, inner, height, width], values: moved };
}

/** Writes a model's layers into a graph, as the forward pass of model/forward.ts computes them when it tests. */
export class LayersAsNodes {
  readonly #arrays: ReadonlyMap<string, NamedArray>;

  constructor(
    readonly graph: OnnxGraph,
    weights: readonly NamedArray[],
  ) {
    this.#arrays = new Map(weights.map((array) => [array.name, array]));
  }

  /** @returns what flows out of the last layer, a row for each sample */
  through(layers: readonly Layer[], value: string, shape: Shape): string {
    let flow: Flow = { value, shape, channelsFirst: false };
    for (const [place, layer] of layers.entries()) flow = this.#layer(layer, flow, `layers.${place}.`);
    return flow.value;
  }

  #array(name: string): NamedArray {
    const array = this.#arrays.get(name);
    if (array === undefined) throw new Error(`the model has no array called ${name}`);
    return array;
  }

  /** One number for each channel, in the shape in which it goes with what flows. */
  #channels(name: string, values: Float32Array, { channelsFirst }: Flow): string {
    return this.graph.constant(name, values, channelsFirst ? [values.length, 1, 1] : [values.length]);
  }

  #picture(flow: Flow): Flow {
    if (flow.channelsFirst) return flow;
    const value = this.graph.node('Transpose', [flow.value], { perm: [0, 3, 1, 2] });
    return { ...flow, value, channelsFirst: true };
  }

  #activated(value: string, activation: Activation): string {
    const { graph } = this;
    switch (activation) {
      case 'linear':
        return value;
      case 'relu':
        return graph.node('Relu', [value]);
      case 'tanh':
        return graph.node('Tanh', [value]);
      case 'sigmoid':
        return graph.node('Sigmoid', [value]);
      case 'silu':
        return graph.node('Mul', [value, graph.node('Sigmoid', [value])]);
      case 'gelu': {
        // The form with tanh; ONNX has an operator of its own only from opset 20 on.
        const cubed = graph.node('Mul', [value, graph.node('Mul', [value, value])]);
        const bent = graph.node('Add', [value, graph.node('Mul', [cubed, graph.number(0.044715)])]);
        const tanh = graph.node('Tanh', [graph.node('Mul', [bent, graph.number(Math.sqrt(2 / Math.PI))])]);
        const half = graph.node('Mul', [value, graph.number(0.5)]);
        return graph.node('Mul', [half, graph.node('Add', [tanh, graph.number(1)])]);
      }
    }
  }

  #convolved(
    flow: Flow,
    kernel: string,
    bias: string | undefined,
    { kernelSize, strides, padding }: Window,
    isDepthwise = false,
  ): Flow {
    const { graph } = this;
    const picture = this.#picture(flow);
    const [height = 1, width = 1, channels = 1] = flow.shape;
    const [top, bottom] = paddingOf(height, kernelSize, strides, padding);
    const [left, right] = paddingOf(width, kernelSize, strides, padding);
    const { shape, values } = channelsFirstKernel(this.#array(kernel), isDepthwise);
    const inputs = [picture.value, graph.constant(kernel, values, shape)];
    if (bias !== undefined) inputs.push(graph.constant(bias, this.#array(bias).values));
    const value = graph.node('Conv', inputs, {
      kernel_shape: [kernelSize, kernelSize],
      strides: [strides, strides],
      pads: [top, left, bottom, right],
      group: isDepthwise ? channels : 1,
    });
    const out = (size: number) => slidOver(size, kernelSize, strides, padding);
    return { value, shape: [out(height), out(width), shape[0] ?? 1], channelsFirst: true };
  }

  #pooled(op: 'MaxPool' | 'AveragePool', flow: Flow, size: number): Flow {
    const { value } = this.#picture(flow);
    const [height = 1, width = 1, channels = 1] = flow.shape;
    const pooled = this.graph.node(op, [value], { kernel_shape: [size, size], strides: [size, size] });
    const out = (length: number) => slidOver(length, size, size, 'valid');
    return { value: pooled, shape: [out(height), out(width), channels], channelsFirst: true };
  }

  /** By the running mean and variance: (x − mean) / √(variance + ε) · scale + bias. */
  #batchNorm(flow: Flow, prefix: string, epsilon: number): Flow {
    const { graph } = this;
    const names = ['scale', 'bias', 'mean', 'var'].map((name) => `${prefix}${name}`);
    if (flow.channelsFirst || flow.shape.length === 1) {
      const arrays = names.map((name) => graph.constant(name, this.#array(name).values));
      const value = graph.node('BatchNormalization', [flow.value, ...arrays], {
        epsilon: { float: epsilon },
      });
      return { ...flow, value };
    }
    const [scale, bias, mean, variance] = names.map((name) => this.#array(name).values);
    const factor = scale!.map((by, i) => by / Math.sqrt(variance![i]! + epsilon));
    const centred = graph.node('Sub', [flow.value, this.#channels(names[2]!, mean!, flow)]);
    const scaled = graph.node('Mul', [centred, this.#channels(`${prefix}factor`, factor, flow)]);
    return { ...flow, value: graph.node('Add', [scaled, this.#channels(names[1]!, bias!, flow)]) };
  }

  #layerNorm(flow: Flow, prefix: string, epsilon: number): Flow {
    const { graph } = this;
    const axes = { axes: [flow.channelsFirst ? 1 : -1], keepdims: 1 };
    const centred = graph.node('Sub', [flow.value, graph.node('ReduceMean', [flow.value], axes)]);
    const variance = graph.node('ReduceMean', [graph.node('Mul', [centred, centred])], axes);
    const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.number(epsilon)])]);
    const array = (name: string) =>
      this.#channels(`${prefix}${name}`, this.#array(`${prefix}${name}`).values, flow);
    const scaled = graph.node('Mul', [graph.node('Div', [centred, deviation]), array('scale')]);
    return { ...flow, value: graph.node('Add', [scaled, array('bias')]) };
  }

  #normalized(flow: Flow, prefix: string): Flow {
    const { graph } = this;
    const valuesOf = (name: string) => this.#array(`${prefix}${name}`).values;
    let { value } = flow;
    // Rows of a table may have gaps.
    if (flow.shape.length === 1) {
      const fill = this.#channels(`${prefix}fill`, valuesOf('fill'), flow);
      value = graph.node('Where', [graph.node('IsNaN', [value]), fill, value]);
    }
    const deviation = valuesOf('variance').map((its) => Math.max(Math.sqrt(its), LEAST_DEVIATION));
    const centred = graph.node('Sub', [value, this.#channels(`${prefix}mean`, valuesOf('mean'), flow)]);
    const divided = graph.node('Div', [centred, this.#channels(`${prefix}deviation`, deviation, flow)]);
    return { ...flow, value: divided };
  }

  #flat(flow: Flow): Flow {
    const { graph } = this;
    const last = flow.channelsFirst
      ? graph.node('Transpose', [flow.value], { perm: [0, 2, 3, 1] })
      : flow.value;
    const size = flow.shape.reduce((product, length) => product * length, 1);
    return { value: graph.node('Flatten', [last], { axis: 1 }), shape: [size], channelsFirst: false };
  }

  #residualBlock(
    { filters, kernelSize, strides }: LayerOf<'residualBlock'>,
    flow: Flow,
    prefix: string,
  ): Flow {
    const convolved = (from: Flow, name: string, size: number, by: number): Flow =>
      this.#convolved(from, `${prefix}${name}.kernel`, undefined, {
        kernelSize: size,
        strides: by,
        padding: 'same',
      });
    const normed = (from: Flow, name: string) => this.#batchNorm(from, `${prefix}${name}.`, BLOCK_EPSILON);
    const picture = this.#picture(flow);
    const first = normed(convolved(picture, 'conv1', kernelSize, strides), 'norm1');
    const active = { ...first, value: this.#activated(first.value, 'relu') };
    const second = normed(convolved(active, 'conv2', kernelSize, 1), 'norm2');
    const isProjected = strides > 1 || flow.shape[2] !== filters;
    const past = isProjected
      ? normed(convolved(picture, 'projection', 1, strides), 'projectionNorm')
      : picture;
    const sum = this.graph.node('Add', [second.value, past.value]);
    return { ...second, value: this.#activated(sum, 'relu') };
  }

  #layer(layer: Layer, flow: Flow, prefix: string): Flow {
    const { graph } = this;
    const biasOf = ({ useBias }: { useBias: boolean }) => (useBias ? `${prefix}bias` : undefined);
    switch (layer.type) {
      case 'flatten':
        return this.#flat(flow);
      case 'dense': {
        const kernel = this.#array(`${prefix}kernel`);
        const bias = biasOf(layer);
        const inputs = [flow.value, graph.constant(kernel.name, kernel.values, kernel.shape)];
        if (bias !== undefined) inputs.push(graph.constant(bias, this.#array(bias).values));
        const product = graph.node(bias === undefined ? 'MatMul' : 'Gemm', inputs);
        return { ...flow, value: this.#activated(product, layer.activation), shape: [layer.units] };
      }
      case 'conv2d':
      case 'depthwiseConv2d': {
        const isDepthwise = layer.type === 'depthwiseConv2d';
        const convolved = this.#convolved(flow, `${prefix}kernel`, biasOf(layer), layer, isDepthwise);
        return { ...convolved, value: this.#activated(convolved.value, layer.activation) };
      }
      case 'residualBlock':
        return this.#residualBlock(layer, flow, prefix);
      case 'maxPool2d':
        return this.#pooled('MaxPool', flow, layer.poolSize);
      case 'avgPool2d':
        return this.#pooled('AveragePool', flow, layer.poolSize);
      case 'globalAvgPool2d': {
        const mean = graph.node('GlobalAveragePool', [this.#picture(flow).value]);
        const value = graph.node('Flatten', [mean], { axis: 1 });
        return { value, shape: [flow.shape[2] ?? 1], channelsFirst: false };
      }
      case 'normalization':
        return this.#normalized(flow, prefix);
      case 'batchNorm':
        return this.#batchNorm(flow, prefix, layer.epsilon);
      case 'layerNorm':
        return this.#layerNorm(flow, prefix, layer.epsilon);
      case 'dropout':
        return flow;
      case 'activation':
        return { ...flow, value: this.#activated(flow.value, layer.activation) };
    }
  }
}
