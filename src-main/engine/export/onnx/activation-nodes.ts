import type { Activation } from '@shared/spec/layer';
import type { OnnxGraph } from './onnx-graph';

/** @returns the value after the activation */
export function activated(graph: OnnxGraph, value: string, activation: Activation): string {
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
