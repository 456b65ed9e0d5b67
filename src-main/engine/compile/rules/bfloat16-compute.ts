import { DataType } from '../data-type';
import type { TracedValue, View } from '../traced-value';
import type { Rule } from './rule';

/** Where nearly all arithmetic is; everything else stays in float32. */
const COMPUTED = new Set([
  'MatMul',
  'BatchMatMulV2',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
]);

function cast(view: View, from: DataType, to: DataType): View {
  const attributes = { SrcT: { type: from }, DstT: { type: to }, Truncate: { bool: false } };
  const value: TracedValue = { kind: 'op', op: 'Cast', attributes, inputs: [view], shapes: [view.shape] };
  return { value, output: 0, shape: view.shape, type: to };
}

/**
 * Products and convolutions in bfloat16: inputs are rounded to 8 significant bits, sums are kept in float32
 * by the kernels and rounded once. Weights, gradients as the optimizer sees them, and its state stay
 * float32 (mixed precision, Micikevicius et al. 2017; bfloat16 has float32's exponents, so nothing
 * underflows that did not before, and the loss needs no scaling).
 */
export const bfloat16Compute: Rule = ({ op, attributes, inputs, outputs }) => {
  const [output] = outputs;
  if (!COMPUTED.has(op) || output === undefined || output.type !== DataType.float32) return undefined;
  const rounded = inputs.map((input) =>
    input.type === DataType.float32 ? cast(input, DataType.float32, DataType.bfloat16) : input,
  );
  const value: TracedValue = {
    kind: 'op',
    op,
    attributes: { ...attributes, T: { type: DataType.bfloat16 } },
    inputs: rounded,
    shapes: [output.shape],
  };
  const computed: View = { value, output: 0, shape: output.shape, type: DataType.bfloat16 };
  const back = {
    SrcT: { type: DataType.bfloat16 },
    DstT: { type: DataType.float32 },
    Truncate: { bool: false },
  };
  return { op: 'Cast', attributes: back, inputs: [computed], outputs };
};
