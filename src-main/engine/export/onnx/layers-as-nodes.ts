import { slidOver, type Shape } from '@shared/model/shape';
import type { Layer } from '@shared/spec/layer';
import { paddingOf } from '@shared/model/padding-of';
import { activated } from './activation-nodes';
import { channelsFirstKernel } from './channels-first-kernel';
import type { Flow, ModelGraph } from './flow';
import { batchNormed, layerNormed, normalized } from './norm-nodes';
import type { OnnxGraph } from './onnx-graph';

/** The epsilon of the norms inside a residual block; see model/forward.ts. */
const BLOCK_EPSILON = 1e-5;
type LayerOf<Type extends Layer['type']> = Extract<Layer, { type: Type }>;
interface Window {
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
}

/** Writes a model's layers into a graph, as the forward pass of model/forward.ts computes them when it tests. */
export class LayersAsNodes {
  readonly #graph: OnnxGraph;

  constructor(readonly model: ModelGraph) {
    this.#graph = model.graph;
  }

  /** @returns what flows out of the last layer, a row for each sample */
  through(layers: readonly Layer[], value: string, shape: Shape): string {
    let flow: Flow = { value, shape, channelsFirst: false };
    for (const [place, layer] of layers.entries()) flow = this.#layer(layer, flow, `layers.${place}.`);
    return flow.value;
  }

  #picture(flow: Flow): Flow {
    if (flow.channelsFirst) return flow;
    const value = this.#graph.node('Transpose', [flow.value], { perm: [0, 3, 1, 2] });
    return { ...flow, value, channelsFirst: true };
  }

  #convolved(
    flow: Flow,
    kernel: string,
    bias: string | undefined,
    { kernelSize, strides, padding }: Window,
    isDepthwise = false,
  ): Flow {
    const graph = this.#graph;
    const picture = this.#picture(flow);
    const [height = 1, width = 1, channels = 1] = flow.shape;
    const [top, bottom] = paddingOf(height, kernelSize, strides, padding);
    const [left, right] = paddingOf(width, kernelSize, strides, padding);
    const { shape, values } = channelsFirstKernel(this.model.array(kernel), isDepthwise);
    const inputs = [picture.value, graph.constant(kernel, values, shape)];
    if (bias !== undefined) inputs.push(this.model.constant(bias));
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
    const pooled = this.#graph.node(op, [value], { kernel_shape: [size, size], strides: [size, size] });
    const out = (length: number) => slidOver(length, size, size, 'valid');
    return { value: pooled, shape: [out(height), out(width), channels], channelsFirst: true };
  }

  #flat(flow: Flow): Flow {
    const graph = this.#graph;
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
    const graph = this.#graph;
    const convolved = (from: Flow, name: string, size: number, by: number): Flow =>
      this.#convolved(from, `${prefix}${name}.kernel`, undefined, {
        kernelSize: size,
        strides: by,
        padding: 'same',
      });
    const normed = (from: Flow, name: string) =>
      batchNormed(this.model, from, `${prefix}${name}.`, BLOCK_EPSILON);
    const picture = this.#picture(flow);
    const first = normed(convolved(picture, 'conv1', kernelSize, strides), 'norm1');
    const active = { ...first, value: activated(graph, first.value, 'relu') };
    const second = normed(convolved(active, 'conv2', kernelSize, 1), 'norm2');
    const isProjected = strides > 1 || flow.shape[2] !== filters;
    const past = isProjected
      ? normed(convolved(picture, 'projection', 1, strides), 'projectionNorm')
      : picture;
    const sum = graph.node('Add', [second.value, past.value]);
    return { ...second, value: activated(graph, sum, 'relu') };
  }

  #layer(layer: Layer, flow: Flow, prefix: string): Flow {
    const graph = this.#graph;
    const biasOf = ({ useBias }: { useBias: boolean }) => (useBias ? `${prefix}bias` : undefined);
    switch (layer.type) {
      case 'flatten':
        return this.#flat(flow);
      case 'dense': {
        const bias = biasOf(layer);
        const inputs = [flow.value, this.model.constant(`${prefix}kernel`)];
        if (bias !== undefined) inputs.push(this.model.constant(bias));
        const product = graph.node(bias === undefined ? 'MatMul' : 'Gemm', inputs);
        return { ...flow, value: activated(graph, product, layer.activation), shape: [layer.units] };
      }
      case 'conv2d':
      case 'depthwiseConv2d': {
        const isDepthwise = layer.type === 'depthwiseConv2d';
        const convolved = this.#convolved(flow, `${prefix}kernel`, biasOf(layer), layer, isDepthwise);
        return { ...convolved, value: activated(graph, convolved.value, layer.activation) };
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
        return normalized(this.model, flow, prefix);
      case 'batchNorm':
        return batchNormed(this.model, flow, prefix, layer.epsilon);
      case 'layerNorm':
        return layerNormed(this.model, flow, prefix, layer.epsilon);
      case 'dropout':
        return flow;
      case 'activation':
        return { ...flow, value: activated(graph, flow.value, layer.activation) };
    }
  }
}
