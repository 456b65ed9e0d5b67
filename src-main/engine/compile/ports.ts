import { DataType } from './data-type';
import { control, type Graph, type Port } from './graph';

const float = { type: DataType.float32 } as const;
const int = { type: DataType.int32 } as const;

/** Gives a value its name, once all of `after` is done. */
export function fetchable(
  graph: Graph,
  port: Port,
  type: DataType,
  name: string,
  after: readonly Port[],
): string {
  return `${graph.node('Identity', [port, ...control(after)], { T: { type } }, name)}:0`;
}

/** The same values in another shape. */
export const shaped = (graph: Graph, port: Port, shape: readonly number[]): Port =>
  graph.node('Reshape', [port, graph.ints(shape)], { T: float, Tshape: int });

/** Σ ports · shares; a single one as it is. */
export function weightedSum(graph: Graph, ports: readonly Port[], shares: readonly number[]): Port {
  if (ports.length === 1) return ports[0]!;
  return ports
    .map((port, index) => graph.node('Mul', [port, graph.scalar(shares[index]!)], { T: float }))
    .reduce((sum, port) => graph.node('AddV2', [sum, port], { T: float }));
}
