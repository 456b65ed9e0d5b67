import { DataType } from './data-type';
import type { Graph, Port } from './graph';

const int = { type: DataType.int32 } as const;

const outputOf = (node: Port, index: number): Port => (index === 0 ? node : `${node}:${index}`);

/** The rows of an array, each without its first axis. */
export function unpack(graph: Graph, port: Port, count: number, type: DataType): Port[] {
  const node = graph.node('Unpack', [port], { num: { int: count }, T: { type }, axis: { int: 0 } });
  return Array.from({ length: count }, (_, index) => outputOf(node, index));
}

/** Cuts the first axis into pieces of these sizes. */
export function split(graph: Graph, port: Port, sizes: readonly number[], type: DataType): Port[] {
  if (sizes.length === 1) return [port];
  const inputs = [port, graph.ints(sizes), graph.constant(DataType.int32, [], Int32Array.of(0))];
  const node = graph.node('SplitV', inputs, { num_split: { int: sizes.length }, T: { type }, Tlen: int });
  return sizes.map((_, index) => outputOf(node, index));
}

/** Puts arrays behind each other along the first axis. */
export function concat(graph: Graph, ports: readonly Port[], type: DataType): Port {
  if (ports.length === 1) return ports[0]!;
  const axis = graph.constant(DataType.int32, [], Int32Array.of(0));
  return graph.node('ConcatV2', [...ports, axis], { N: { int: ports.length }, T: { type }, Tidx: int });
}
