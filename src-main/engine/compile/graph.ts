import { encodeAttribute, type Attributes } from './attribute';
import { DataType } from './data-type';
import { Message } from './protobuf';

/** Where a value comes out: the name of a node, with `:n` behind it for an output but the first. */
export type Port = string;

/** What a node's inputs name where these have to be done before it. */
export const control = (ports: readonly Port[]): Port[] => ports.map((port) => `^${port.split(':')[0]!}`);

/** The version of the graph format that its ops are meant for: TensorFlow 2.15's. */
export const PRODUCER = 1882;

/** One op of a graph, with what goes into it. */
export interface GraphNode {
  op: string;
  name: string;
  inputs: readonly Port[];
  attributes: Attributes;
}

function encodeNode({ op, name, inputs, attributes }: GraphNode): Message {
  const message = new Message().text(1, name).text(2, op);
  for (const input of inputs) message.text(3, input);
  for (const [key, value] of Object.entries(attributes)) {
    message.message(5, new Message().text(1, key).message(2, encodeAttribute(value)));
  }
  return message;
}

/** A TensorFlow graph under construction. */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Port>();

  get size(): number {
    return this.nodes.length;
  }

  /** @param inputs ports, and `^name` for nodes that have to be done before */
  node(op: string, inputs: readonly Port[], attributes: Attributes = {}, name?: string): Port {
    const given = name ?? `${op}_${this.nodes.length}`;
    this.nodes.push({ op, name: given, inputs: [...inputs], attributes });
    return given;
  }

  /** A constant; equal ones are one node. */
  constant(
    type: DataType,
    shape: readonly number[],
    values: Float32Array | Int32Array | Uint8Array | BigInt64Array,
  ): Port {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = `${type}|${shape.join()}|${Buffer.from(bytes).toString('latin1')}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.node('Const', [], { dtype: { type }, value: { tensor: { type, shape, bytes } } });
    this.#constants.set(key, name);
    return name;
  }

  scalar(value: number): Port {
    return this.constant(DataType.float32, [], Float32Array.of(value));
  }

  ints(values: readonly number[]): Port {
    return this.constant(DataType.int32, [values.length], Int32Array.from(values));
  }

  /** As `GraphDef` of graph.proto. */
  encode(): Message {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, encodeNode(node));
    return graph.message(4, new Message().int(1, PRODUCER));
  }

  /** The bytes of a saved_model.pb that holds this graph alone, under the tag `serve`. */
  encodeSavedModel(): Uint8Array {
    const metaInfo = new Message().text(4, 'serve');
    const metaGraph = new Message().message(1, metaInfo).message(2, this.encode());
    return new Message().int(1, 1).message(2, metaGraph).encode();
  }
}
