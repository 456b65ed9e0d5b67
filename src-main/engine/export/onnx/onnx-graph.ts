import { sizeOf, type Shape } from '@shared/model/shape';
import { Message } from '../../compile/protobuf';

/** Which version of ONNX's operators is used: what every runtime since 2022 knows. */
export const OPSET = 17;
/** Of the file format, as it was when that came. */
const IR_VERSION = 8;

/** Numbers of TensorProto.DataType. */
const ELEMENTS = { float32: 1, uint8: 2, int64: 7 } as const;
/** Numbers of AttributeProto.AttributeType. */
const ATTRIBUTES = { float: 1, int: 2, ints: 7 } as const;

type Attribute = number | readonly number[] | { float: number };

/** What flows in or out of the graph; its batch may be of any size. */
interface Port {
  name: string;
  element: keyof typeof ELEMENTS;
  /** of one sample */
  shape: Shape;
  /** what it means, in a sentence */
  meaning: string;
}

function attributeMessage(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, ATTRIBUTES.int);
  if ('float' in value) return message.float(2, value.float).int(20, ATTRIBUTES.float);
  return message.packedInts(8, value).int(20, ATTRIBUTES.ints);
}

function portMessage({ name, element, shape, meaning }: Port): Message {
  const dimensions = new Message().message(1, new Message().text(2, 'batch'));
  for (const size of shape) dimensions.message(1, new Message().int(1, size));
  const tensor = new Message().int(1, ELEMENTS[element]).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor)).text(3, meaning);
}

/** Writes an ONNX graph, node by node: https://onnx.ai/onnx/repo-docs/IR.html. */
export class OnnxGraph {
  readonly #nodes: { op: string; inputs: readonly string[]; output: string; attributes: Message[] }[] = [];
  readonly #constants: Message[] = [];
  readonly #names = new Set<string>();
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];

  #fresh(name: string): string {
    let free = name;
    for (let count = 2; this.#names.has(free); count += 1) free = `${name}_${count}`;
    this.#names.add(free);
    return free;
  }

  input(port: Port): string {
    this.#names.add(port.name);
    this.#inputs.push(port);
    return port.name;
  }

  /** A float32 tensor that is part of the file. */
  constant(name: string, values: Float32Array, shape: Shape = [values.length]): string {
    if (values.length !== sizeOf(shape)) throw new Error(`${name} has other numbers than its shape`);
    const its = this.#fresh(name);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      new Message().packedInts(1, shape).int(2, ELEMENTS.float32).text(8, its).bytes(9, bytes),
    );
    return its;
  }

  /** One number, which goes with every shape. */
  number(value: number): string {
    return this.constant('number', Float32Array.of(value), []);
  }

  /** @returns the name of its one output */
  node(op: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    const output = this.#fresh(op.toLowerCase());
    const messages = Object.entries(attributes).map(([name, value]) => attributeMessage(name, value));
    this.#nodes.push({ op, inputs, output, attributes: messages });
    return output;
  }

  /** Has a value flow out of the graph under a name of its own. */
  output(value: string, port: Port): void {
    this.#nodes.push({ op: 'Identity', inputs: [value], output: port.name, attributes: [] });
    this.#outputs.push(port);
  }

  /** The whole file. @param metadata texts that stand beside the graph */
  encode(
    { name, producer, version }: { name: string; producer: string; version: string },
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    const graph = new Message();
    for (const { op, inputs, output, attributes } of this.#nodes) {
      const node = new Message();
      for (const input of inputs) node.text(1, input);
      node.text(2, output).text(3, output).text(4, op);
      for (const attribute of attributes) node.message(5, attribute);
      graph.message(1, node);
    }
    graph.text(2, name);
    for (const constant of this.#constants) graph.message(5, constant);
    for (const port of this.#inputs) graph.message(11, portMessage(port));
    for (const port of this.#outputs) graph.message(12, portMessage(port));
    const model = new Message()
      .int(1, IR_VERSION)
      .text(2, producer)
      .text(3, version)
      .message(7, graph)
      .message(8, new Message().text(1, '').int(2, OPSET));
    for (const [key, text] of Object.entries(metadata)) {
      model.message(14, new Message().text(1, key).text(2, text));
    }
    return model.encode();
  }
}
