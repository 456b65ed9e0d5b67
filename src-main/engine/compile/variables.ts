import type { Shape } from '@shared/model/describe';
import { DataType } from './data-type';
import type { Graph, Port } from './graph';

const dtype = { type: DataType.float32 } as const;

/** A float32 array that lives in the session, with the nodes that set it from outside and read it. */
export interface Variable {
  handle: Port;
  shape: Shape;
  /** the placeholder to feed when `set` is run */
  placeholder: string;
  set: Port;
  read: Port;
}

export function addVariable(graph: Graph, name: string, shape: Shape): Variable {
  const attributes = { dtype, shape: { shape } };
  const handle = graph.node(
    'VarHandleOp',
    [],
    { ...attributes, shared_name: { text: name }, container: { text: '' } },
    name,
  );
  const placeholder = graph.node('Placeholder', [], attributes, `${name}_given`);
  const assign = graph.node('AssignVariableOp', [handle, placeholder], { dtype });
  // Something that can be fetched, since the addon runs no target without an output.
  const set = graph.node('Identity', [graph.scalar(1), `^${assign}`], { T: dtype }, `${name}_set`);
  const read = graph.node('ReadVariableOp', [handle], { dtype }, `${name}_read`);
  return { handle, shape, placeholder, set, read };
}
