import type { Attribute } from '../../compile/attribute';
import { DataType } from '../../compile/data-type';
import { PRODUCER, type GraphNode } from '../../compile/graph';
import type { ExportedModel } from '../exported-model';
import { forwardGraph, INPUT, OUTPUT } from '../graph/forward-graph';

/** An array beside a graph in JSON. */
export interface GraphArray {
  name: string;
  shape: readonly number[];
  dtype: 'float32' | 'int32';
  bytes: Uint8Array;
}

export interface GraphTopology {
  /** `GraphDef` in JSON, the values of its constants left out */
  topology: Record<string, unknown>;
  signature: Record<string, unknown>;
  weights: GraphArray[];
}

const TYPE_NAMES: Partial<Record<DataType, string>> = {
  [DataType.float32]: 'DT_FLOAT',
  [DataType.int32]: 'DT_INT32',
};

function typeName(type: DataType): string {
  const name = TYPE_NAMES[type];
  if (name === undefined) throw new Error(`data type ${type} is not written`);
  return name;
}

const shapeJson = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });

/** As protocol buffers are written in JSON: 64-bit numbers as texts, bytes in base64. */
function attributeJson(attribute: Attribute): Record<string, unknown> {
  if ('type' in attribute) return { type: typeName(attribute.type) };
  if ('int' in attribute) return { i: String(attribute.int) };
  if ('ints' in attribute) return { list: { i: attribute.ints.map(String) } };
  if ('float' in attribute) return { f: attribute.float };
  if ('bool' in attribute) return { b: attribute.bool };
  if ('text' in attribute) return { s: Buffer.from(attribute.text).toString('base64') };
  if ('shape' in attribute) return { shape: shapeJson(attribute.shape) };
  const { type, shape } = attribute.tensor;
  return { tensor: { dtype: typeName(type), tensorShape: shapeJson(shape) } };
}

const nodeJson = ({ op, name, inputs, attributes }: GraphNode) => ({
  name,
  op,
  input: inputs,
  attr: Object.fromEntries(
    Object.entries(attributes).map(([key, attribute]) => [key, attributeJson(attribute)]),
  ),
});

function arrayOf({ name, attributes }: GraphNode): GraphArray[] {
  const { value } = attributes;
  if (value === undefined || !('tensor' in value)) return [];
  const { type, shape, bytes } = value.tensor;
  return [{ name, shape, bytes, dtype: type === DataType.float32 ? 'float32' : 'int32' }];
}

/** A model's forward pass as TensorFlow.js reads graphs. */
export function graphTopology(model: ExportedModel): GraphTopology {
  const { graph, inputShape, outputShape } = forwardGraph(model);
  const tensor = (name: string, shape: readonly number[]) => ({
    name: `${name}:0`,
    dtype: 'DT_FLOAT',
    tensorShape: shapeJson(shape),
  });
  return {
    topology: { node: graph.nodes.map(nodeJson), library: {}, versions: { producer: PRODUCER } },
    signature: {
      inputs: { [INPUT]: tensor(INPUT, inputShape) },
      outputs: { [OUTPUT]: tensor(OUTPUT, outputShape) },
    },
    weights: graph.nodes.filter(({ op }) => op === 'Const').flatMap(arrayOf),
  };
}
