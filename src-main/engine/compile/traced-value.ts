import type { Attributes } from './attribute';
import type { DataType } from './data-type';

/** What a kernel computed, what it was given from outside, or a constant. */
export type TracedValue =
  | { kind: 'op'; op: string; attributes: Attributes; inputs: View[]; shapes: readonly (readonly number[])[] }
  | { kind: 'leaf'; name: string; shapes: readonly (readonly number[])[] }
  | {
      kind: 'constant';
      type: DataType;
      values: Float32Array | Int32Array | Uint8Array | BigInt64Array;
      shapes: readonly (readonly number[])[];
    };

/**
 * One output of a value, perhaps seen in another shape: reshaping costs nothing and becomes a node only
 * where somebody needs the other shape.
 */
export interface View {
  value: TracedValue;
  output: number;
  shape: readonly number[];
  /** of its elements */
  type: DataType;
}

/** An op that a kernel asked for, before it becomes a value. */
export interface TracedOp {
  op: string;
  attributes: Attributes;
  inputs: View[];
  outputs: { shape: readonly number[]; type: DataType }[];
}

export const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** tfjs-node passes 64-bit scalars in this way of its own. */
export const isInt64Scalar = (tensor: object): tensor is { valueArray: Int32Array } => 'valueArray' in tensor;
