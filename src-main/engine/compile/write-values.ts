import { DataType } from './data-type';
import type { Graph, Port } from './graph';
import { sameShape, type TracedValue, type View } from './traced-value';

/** A uniform array of more values than this is filled by TensorFlow: what is averaged over has megabytes of them. */
const MOST_WRITTEN = 1024;

type TracedConstant = Extract<TracedValue, { kind: 'constant' }>;

function constantOf(graph: Graph, { type, shapes, values }: TracedConstant): Port {
  const [shape] = shapes;
  const isFilled =
    values instanceof Float32Array &&
    values.length > MOST_WRITTEN &&
    values.every((value) => Object.is(value, values[0]));
  if (!isFilled) return graph.constant(type, shape!, values);
  return graph.node('Fill', [graph.ints(shape!), graph.scalar(values[0]!)], {
    T: { type },
    index_type: { type: DataType.int32 },
  });
}

/**
 * Writes traced values into a graph, once: what two results share is computed once.
 *
 * @param leaves where the leaves come from in this copy of the step
 * @returns a function that gives the port of a view
 */
export function valueWriter(graph: Graph, leaves: ReadonlyMap<string, Port>): (view: View) => Port {
  const written = new Map<TracedValue, Port>();
  const reshaped = new Map<string, Port>();

  const write = (value: TracedValue): Port => {
    const known = written.get(value);
    if (known !== undefined) return known;
    const port = writeNew(value);
    written.set(value, port);
    return port;
  };
  const writeNew = (value: TracedValue): Port => {
    if (value.kind === 'constant') return constantOf(graph, value);
    if (value.kind === 'op') return graph.node(value.op, value.inputs.map(portOf), value.attributes);
    const leaf = leaves.get(value.name);
    if (leaf === undefined) throw new Error(`nothing was given for the leaf ${value.name}`);
    return leaf;
  };
  const portOf = ({ value, output, shape, type }: View): Port => {
    const name = write(value);
    const port = output === 0 ? name : `${name}:${output}`;
    if (sameShape(shape, value.shapes[output]!)) return port;
    const key = `${port}|${shape.join()}`;
    const known = reshaped.get(key);
    if (known !== undefined) return known;
    const made = graph.node('Reshape', [port, graph.ints(shape)], {
      T: { type },
      Tshape: { type: DataType.int32 },
    });
    reshaped.set(key, made);
    return made;
  };
  return portOf;
}
