import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import * as tf from '@tensorflow/tfjs-core';
import { isInt64Scalar } from './traced-value';

/** Outputs of fewer values than this are quicker computed than looked up, and may decide shapes. */
const LEAST_VALUES = 4096;
/** Integers of no more values than this say shapes and axes; more of them are data. */
const MOST_PARAMETERS = 64;

/** The input that says the shape of the output: these need not be run even once. They are half of a step's work. */
const SHAPE_INPUT: Readonly<Record<string, number>> = { Conv2DBackpropInput: 0, Conv2DBackpropFilter: 1 };

/**
 * Spares a trace the work: a kernel that was run before on the same shapes is not run again, and what it gave before is
 * given once more. In a residual network that is most of the time and of the memory.
 */
export class KnownOutputs {
  readonly #known = new Map<string, tf.Tensor[]>();
  readonly #execute: NodeJSKernelBackend['executeSingleOutput'];

  /** @param backend as it is, before its kernels are watched */
  constructor(readonly backend: NodeJSKernelBackend) {
    this.#execute = backend.executeSingleOutput.bind(backend);
  }

  /** What the kernel gives, or gave before on the same shapes. */
  outputsOf(
    op: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly tf.Tensor[],
    run: () => tf.Tensor[],
  ): tf.Tensor[] {
    const shapeInput = SHAPE_INPUT[op];
    if (shapeInput !== undefined) return [this.#anyOf([...inputs[shapeInput]!.dataSync()])];
    const key = this.#keyOf(op, attributes, inputs);
    const before = this.#known.get(key);
    if (before !== undefined) return before.map((tensor) => this.#shared(tensor));
    const outputs = run();
    if (outputs.every(({ dtype }) => dtype === 'float32') && outputs[0]!.size >= LEAST_VALUES) {
      this.#known.set(
        key,
        outputs.map((tensor) => tf.keep(this.#shared(tensor))),
      );
    }
    return outputs;
  }

  /** A float32 tensor of this shape, the same memory each time. */
  #anyOf(shape: number[]): tf.Tensor {
    const key = shape.join();
    const known = this.#known.get(key) ?? [tf.keep(this.#filled(shape))];
    this.#known.set(key, known);
    return this.#shared(known[0]!);
  }

  #filled(shape: number[]): tf.Tensor {
    const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = this.backend.binding;
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'index_type', type: TF_ATTR_TYPE, value: TF_INT32 },
    ];
    return this.#execute('Fill', attributes, [tf.tensor1d(shape, 'int32'), tf.scalar(0.5)]);
  }

  /** Another tensor with the same memory. */
  #shared(tensor: tf.Tensor): tf.Tensor {
    const { TF_ATTR_TYPE, TF_FLOAT } = this.backend.binding;
    return this.#execute('Identity', [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }], [tensor]);
  }

  #keyOf(op: string, attributes: readonly TFEOpAttr[], inputs: readonly tf.Tensor[]): string {
    const seen = inputs.map((input) => {
      if (isInt64Scalar(input)) return [...input.valueArray];
      const { dtype, shape, size } = input;
      // What a shape is made of is not data.
      const values = dtype === 'int32' && size <= MOST_PARAMETERS ? [...input.dataSync()] : [];
      return [dtype, ...shape, 'of', ...values];
    });
    return JSON.stringify([op, attributes, seen]);
  }

  dispose(): void {
    for (const outputs of this.#known.values()) tf.dispose(outputs);
    this.#known.clear();
  }
}
