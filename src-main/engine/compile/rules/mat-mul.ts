import { DataType } from '../data-type';
import type { Rule } from './rule';

/**
 * tfjs knows only batched products. A batch of one is a plain product: A[1,m,k] · B[1,k,n] = A[m,k] · B[k,n],
 * and the plain kernel can be fused with a bias.
 */
export const plainMatMul: Rule = ({ op, attributes, inputs, outputs }) => {
  const [output] = outputs;
  const single = (shape: readonly number[]) => shape.length === 2 || (shape.length === 3 && shape[0] === 1);
  if (op !== 'BatchMatMulV2' || output === undefined || !inputs.every(({ shape }) => single(shape))) {
    return undefined;
  }
  const { adj_x, adj_y } = attributes;
  if (adj_x === undefined || adj_y === undefined) return undefined;
  return {
    op: 'MatMul',
    attributes: { T: { type: DataType.float32 }, transpose_a: adj_x, transpose_b: adj_y },
    inputs: inputs.map((input) => ({ ...input, shape: input.shape.slice(-2) })),
    outputs: [{ ...output, shape: output.shape.slice(-2) }],
  };
};
