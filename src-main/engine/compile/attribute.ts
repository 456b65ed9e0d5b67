import type { DataType } from './data-type';
import { Message } from './protobuf';

/** A constant: its bytes lie as TensorFlow has them in memory. */
export interface TensorValue {
  type: DataType;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** The value of an attribute of a graph's node. */
export type Attribute =
  | { type: DataType }
  | { int: number }
  | { ints: readonly number[] }
  | { float: number }
  | { bool: boolean }
  | { text: string }
  | { shape: readonly number[] }
  | { tensor: TensorValue };
export type Attributes = Readonly<Record<string, Attribute>>;

/** @param shape −1 for a size that is not settled, such as that of the batch */
export function encodeShape(shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.message(2, new Message().int(1, size));
  return message;
}

/** As `AttrValue` of attr_value.proto. */
export function encodeAttribute(attribute: Attribute): Message {
  const message = new Message();
  if ('type' in attribute) return message.int(6, attribute.type);
  if ('int' in attribute) return message.int(3, attribute.int);
  if ('ints' in attribute) return message.message(1, new Message().packedInts(3, attribute.ints));
  if ('float' in attribute) return message.float(4, attribute.float);
  if ('bool' in attribute) return message.bool(5, attribute.bool);
  if ('text' in attribute) return message.text(2, attribute.text);
  if ('shape' in attribute) return message.message(7, encodeShape(attribute.shape));
  const { type, shape, bytes } = attribute.tensor;
  return message.message(8, new Message().int(1, type).message(2, encodeShape(shape)).bytes(4, bytes));
}
