import type { Activation } from '@shared/spec/layer';
import type { NamedArray } from '../../checkpoint/safetensors';
import { DataType } from '../../compile/data-type';
import { Graph, type Port } from '../../compile/graph';

const T = { T: { type: DataType.float32 } } as const;
const INDICES = { Tidx: { type: DataType.int32 } } as const;

/** A window over pictures, as the attributes of TensorFlow's ops say it. */
export interface WindowOf {
  strides: number;
  padding: 'same' | 'valid';
}

const slide = ({ strides, padding }: WindowOf) => ({
  strides: { ints: [1, strides, strides, 1] },
  padding: { text: padding.toUpperCase() },
  data_format: { text: 'NHWC' },
});
const NOT_DILATED = { dilations: { ints: [1, 1, 1, 1] } } as const;

/** Writes the ops of a forward pass, all of them on float32, into a graph whose constants are the model's arrays. */
export class GraphWriter {
  readonly graph = new Graph();
  readonly #arrays: ReadonlyMap<string, NamedArray>;

  constructor(arrays: readonly NamedArray[]) {
    this.#arrays = new Map(arrays.map((array) => [array.name, array]));
  }

  /** @throws when the model has no such array */
  values(name: string): NamedArray {
    const array = this.#arrays.get(name);
    if (array === undefined) throw new Error(`the model has no array called ${name}`);
    return array;
  }

  /** An array of the model, under its own name. */
  array(name: string): Port {
    const { shape, values } = this.values(name);
    return this.named(name, shape, values);
  }

  named(name: string, shape: readonly number[], values: Float32Array): Port {
    const type = DataType.float32;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.graph.node('Const', [], { dtype: { type }, value: { tensor: { type, shape, bytes } } }, name);
  }

  unary(op: 'Relu' | 'Tanh' | 'Sigmoid' | 'Square' | 'Rsqrt' | 'Identity', x: Port, name?: string): Port {
    return this.graph.node(op, [x], T, name);
  }

  binary(op: 'AddV2' | 'Sub' | 'Mul' | 'RealDiv', a: Port, b: Port): Port {
    return this.graph.node(op, [a, b], T);
  }

  matMul(a: Port, b: Port): Port {
    const plain = { transpose_a: { bool: false }, transpose_b: { bool: false } };
    return this.graph.node('MatMul', [a, b], { ...T, ...plain });
  }

  conv2d(x: Port, kernel: Port, window: WindowOf): Port {
    return this.graph.node('Conv2D', [x, kernel], { ...T, ...slide(window), ...NOT_DILATED });
  }

  depthwiseConv2d(x: Port, kernel: Port, window: WindowOf): Port {
    return this.graph.node('DepthwiseConv2dNative', [x, kernel], {
      ...T,
      ...slide(window),
      ...NOT_DILATED,
    });
  }

  pool(op: 'MaxPool' | 'AvgPool', x: Port, size: number): Port {
    const window = slide({ strides: size, padding: 'valid' });
    return this.graph.node(op, [x], { ...T, ...window, ksize: { ints: [1, size, size, 1] } });
  }

  mean(x: Port, axes: readonly number[], keepDims: boolean): Port {
    const inputs = [x, this.graph.ints(axes)];
    return this.graph.node('Mean', inputs, { ...T, ...INDICES, keep_dims: { bool: keepDims } });
  }

  /** @param shape −1 for the batch */
  reshape(x: Port, shape: readonly number[]): Port {
    const attributes = { ...T, Tshape: { type: DataType.int32 } };
    return this.graph.node('Reshape', [x, this.graph.ints(shape)], attributes);
  }

  /** `fill` where a value is no number. */
  filled(x: Port, fill: Port): Port {
    return this.graph.node('SelectV2', [this.graph.node('IsNan', [x], T), fill, x], T);
  }

  activation(which: Activation, x: Port): Port {
    const { graph } = this;
    switch (which) {
      case 'linear':
        return x;
      case 'relu':
        return this.unary('Relu', x);
      case 'tanh':
        return this.unary('Tanh', x);
      case 'sigmoid':
        return this.unary('Sigmoid', x);
      case 'silu':
        return this.binary('Mul', x, this.unary('Sigmoid', x));
      case 'gelu': {
        // By its tanh form, as in training (Hendrycks and Gimpel 2016).
        const cubed = this.binary('Mul', x, this.unary('Square', x));
        const bent = this.binary('AddV2', x, this.binary('Mul', cubed, graph.scalar(0.044715)));
        const inner = this.binary('Mul', bent, graph.scalar(Math.sqrt(2 / Math.PI)));
        const gate = this.binary('AddV2', this.unary('Tanh', inner), graph.scalar(1));
        return this.binary('Mul', this.binary('Mul', x, graph.scalar(0.5)), gate);
      }
    }
  }
}
