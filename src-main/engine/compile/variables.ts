import type { Shape } from '@shared/model/describe';
import type { ParameterInfo } from '@shared/model/parameters';
import { emaName } from '../train/ema';
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
  // What is fed may be JavaScript's own memory, shared. Kept in a variable it would be let go of by one of TensorFlow's
  // threads when a step replaces it, and tfjs-node's addon then corrupts Node's heap: a copy is kept.
  const copy = graph.node('DeepCopy', [placeholder], { T: dtype });
  const assign = graph.node('AssignVariableOp', [handle, copy], { dtype });
  // Something that can be fetched, since the addon runs no target without an output.
  const set = graph.node('Identity', [graph.scalar(1), `^${assign}`], { T: dtype }, `${name}_set`);
  const read = graph.node('ReadVariableOp', [handle], { dtype }, `${name}_read`);
  return { handle, shape, placeholder, set, read };
}

/** An array of the model, with what is kept beside it. */
export interface ModelVariable {
  info: ParameterInfo;
  weight: Variable;
  /** by the optimizer, in the order of its slots; none for running means of norms */
  slots: { name: string; variable: Variable }[];
  ema: { name: string; variable: Variable } | undefined;
}

export function addModelVariable(
  graph: Graph,
  info: ParameterInfo,
  index: number,
  slots: readonly string[],
  hasEma: boolean,
): ModelVariable {
  const add = (prefix: string) => addVariable(graph, `${prefix}${index}`, info.shape);
  return {
    info,
    weight: add('w'),
    slots: (info.trained ? slots : []).map((slot, at) => ({
      name: `${slot}.${info.name}`,
      variable: add(`slot${at}_`),
    })),
    ema: info.trained && hasEma ? { name: emaName(info.name), variable: add('ema') } : undefined,
  };
}
