import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr, TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import * as tf from '@tensorflow/tfjs-core';
import type { Attribute, Attributes } from './attribute';
import { DataType } from './data-type';
import { KnownOutputs } from './known-outputs';
import type { Rule } from './rules/rule';
import { isInt64Scalar, type TracedOp, type TracedValue, type View } from './traced-value';

/** Attributes that eager mode infers from an input and a graph wants written down: name → input. */
const INFERRED: Record<string, Record<string, number>> = {
  ExpandDims: { T: 0 },
  ZerosLike: { T: 0 },
  OnesLike: { T: 0 },
  Sum: { T: 0, Tidx: 1 },
  Mean: { T: 0, Tidx: 1 },
  Max: { T: 0, Tidx: 1 },
  ArgMax: { T: 0, Tidx: 1 },
  Tile: { T: 0, Tmultiples: 1 },
  Fill: { T: 1, index_type: 0 },
};

/** They give the same values in another shape. */
const RESHAPING = new Set(['Reshape', 'ExpandDims', 'Squeeze', 'Identity']);

const TYPES: Partial<Record<tf.DataType, DataType>> = {
  float32: DataType.float32,
  int32: DataType.int32,
  bool: DataType.bool,
  string: DataType.string,
};

function typeOf(tensor: tf.TensorInfo): DataType {
  const type = TYPES[tensor.dtype];
  if (type === undefined) throw new Error(`tensors of type ${tensor.dtype} cannot be compiled`);
  return type;
}

/** The C API's numbers for data types, which kernels use, as the graph's. */
function fromBinding(binding: TFJSBinding, type: unknown): DataType {
  switch (type) {
    case binding.TF_FLOAT:
      return DataType.float32;
    case binding.TF_INT32:
      return DataType.int32;
    case binding.TF_BOOL:
      return DataType.bool;
    case binding.TF_INT64:
      return DataType.int64;
    case binding.TF_STRING:
      return DataType.string;
    default:
      throw new Error(`data type ${String(type)} cannot be compiled`);
  }
}

function convertAttribute(binding: TFJSBinding, { name, type, value }: TFEOpAttr): Attribute {
  if (type === binding.TF_ATTR_TYPE) return { type: fromBinding(binding, value) };
  if (type === binding.TF_ATTR_INT && Array.isArray(value)) return { ints: value };
  if (type === binding.TF_ATTR_INT && typeof value === 'number') return { int: value };
  if (type === binding.TF_ATTR_FLOAT && typeof value === 'number') return { float: value };
  if (type === binding.TF_ATTR_BOOL) return { bool: Boolean(value) };
  if (type === binding.TF_ATTR_STRING && typeof value === 'string') return { text: value };
  if (type === binding.TF_ATTR_SHAPE && Array.isArray(value)) return { shape: value };
  throw new Error(`attribute ${name} cannot be compiled`);
}

/**
 * Runs `step` once and writes down which kernels it used on what. Each kernel is run for real once for each shape; its
 * values have no meaning.
 *
 * @param leaves tensors that differ from step to step: weights, batches
 * @param rules tried in order on each op as it comes
 * @returns the values of the tensors that `step` returned
 * @throws when a tensor was made by JavaScript inside the step (random numbers, say): compiled it would be
 *   frozen
 */
export function trace(
  backend: NodeJSKernelBackend,
  step: () => tf.Tensor[],
  leaves: ReadonlyMap<string, tf.Tensor>,
  rules: readonly Rule[],
): View[] {
  const { binding } = backend;
  const views = new WeakMap<tf.DataId, View>();
  const show = (tensor: tf.TensorInfo, value: TracedValue, output = 0) =>
    views.set(tensor.dataId, { value, output, shape: tensor.shape.slice(), type: typeOf(tensor) });
  for (const [name, tensor] of leaves) {
    show(tensor, { kind: 'leaf', name, shapes: [tensor.shape.slice()] });
  }
  const probe = tf.scalar(0);
  const lastIdBefore = probe.id;
  probe.dispose();

  const constantOf = (tensor: tf.Tensor): TracedValue => {
    const data = backend.readSync(tensor.dataId);
    if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
      throw new Error(`a constant of type ${tensor.dtype} cannot be compiled`);
    }
    const uniform = data.every((value) => value === data[0]);
    if (tensor.id > lastIdBefore && data.length > 64 && !uniform) {
      throw new Error(`a [${tensor.shape.join()}] tensor was made by JavaScript inside the step`);
    }
    return { kind: 'constant', type: typeOf(tensor), values: data.slice(), shapes: [tensor.shape.slice()] };
  };
  const viewOf = (tensor: tf.Tensor): View => {
    if (isInt64Scalar(tensor)) {
      const values = BigInt64Array.of(BigInt((tensor.valueArray as Int32Array)[0]!));
      const value: TracedValue = { kind: 'constant', type: DataType.int64, values, shapes: [[]] };
      return { value, output: 0, shape: [], type: DataType.int64 };
    }
    if (!views.has(tensor.dataId)) show(tensor, constantOf(tensor));
    return { ...views.get(tensor.dataId)!, shape: tensor.shape.slice() };
  };

  const record = (op: string, given: TFEOpAttr[], inputs: tf.Tensor[], outputs: tf.Tensor[]) => {
    const seen = inputs.map(viewOf);
    const attributes: Record<string, Attribute> = {};
    for (const attribute of given) attributes[attribute.name] = convertAttribute(binding, attribute);
    for (const [name, input] of Object.entries(INFERRED[op] ?? {})) {
      attributes[name] ??= { type: seen[input]!.type };
    }
    const [first] = outputs;
    const sameCast =
      op === 'Cast' && JSON.stringify(attributes['SrcT']) === JSON.stringify(attributes['DstT']);
    if (first !== undefined && (RESHAPING.has(op) || sameCast)) {
      views.set(first.dataId, { ...seen[0]!, shape: first.shape.slice() });
      return;
    }
    let traced: TracedOp = {
      op,
      attributes: attributes as Attributes,
      inputs: seen,
      outputs: outputs.map((tensor) => ({ shape: tensor.shape.slice(), type: typeOf(tensor) })),
    };
    for (const rule of rules) traced = rule(traced) ?? traced;
    const value: TracedValue = { kind: 'op', ...traced, shapes: traced.outputs.map(({ shape }) => shape) };
    outputs.forEach((tensor, output) => show(tensor, value, output));
  };

  const { executeSingleOutput, executeMultipleOutputs } = backend;
  const known = new KnownOutputs(backend);
  backend.executeSingleOutput = (op, attributes, inputs) => {
    const run = () => [executeSingleOutput.call(backend, op, attributes, inputs)];
    const [output] = known.outputsOf(op, attributes, inputs as tf.Tensor[], run);
    record(op, attributes, inputs as tf.Tensor[], [output!]);
    return output!;
  };
  backend.executeMultipleOutputs = (op, attributes, inputs, count) => {
    const run = () => executeMultipleOutputs.call(backend, op, attributes, inputs, count);
    const outputs = known.outputsOf(op, attributes, inputs as tf.Tensor[], run);
    record(op, attributes, inputs as tf.Tensor[], outputs);
    return outputs;
  };
  tf.engine().startScope();
  try {
    return step().map(viewOf);
  } finally {
    backend.executeSingleOutput = executeSingleOutput;
    backend.executeMultipleOutputs = executeMultipleOutputs;
    known.dispose();
    tf.engine().endScope();
  }
}
