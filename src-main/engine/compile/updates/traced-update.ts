import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@shared/model/describe';
import type { OptimizerRule } from '../../optimizer/update';
import { DataType } from '../data-type';
import { control } from '../graph';
import { trace } from '../trace';
import type { View } from '../traced-value';
import { valueWriter } from '../write-values';
import type { CompiledUpdate } from './compiled-update';

const dtype = { type: DataType.float32 } as const;
const slotLeaf = (index: number) => `slot${index}`;
const scalarLeaf = (index: number) => `scalar${index}`;

/** The rule's update of one array as traced values: the new weight, then the new slots. */
function traceUpdate(
  backend: NodeJSKernelBackend,
  rule: OptimizerRule,
  shape: Shape,
  scalarCount: number,
  decay: number,
): View[] {
  // Shapes decide which kernels run, but no value may be one that a rule treats in a way of its own.
  const any = (size: Shape) => tf.fill([...size], 0.5);
  const weight = any(shape);
  const gradient = any(shape);
  const slots = rule.slots.map(() => any(shape));
  const scalars = Array.from({ length: scalarCount }, () => any([]));
  const leaves = new Map<string, tf.Tensor>([
    ['weight', weight],
    ['gradient', gradient],
    ...slots.map((slot, index): [string, tf.Tensor] => [slotLeaf(index), slot]),
    ...scalars.map((scalar, index): [string, tf.Tensor] => [scalarLeaf(index), scalar]),
  ]);
  try {
    const step = () => {
      const updated = rule.update({ weight, gradient, slots, scalars, decay });
      return [updated.weight, ...updated.slots];
    };
    return trace(backend, step, leaves, []);
  } finally {
    tf.dispose([weight, gradient, ...slots, ...scalars]);
  }
}

/** Any optimizer, by the operations that its rule is made of. */
export function tracedUpdate(backend: NodeJSKernelBackend, rule: OptimizerRule): CompiledUpdate {
  const scalarCount = rule.scalarsAt(1, 1).length;
  const known = new Map<string, View[]>();
  return {
    scalarsAt: (step, learningRate) => rule.scalarsAt(step, learningRate),
    add(graph, { weight, read, slots, gradient, scalars, decay, after }) {
      const key = `${weight.shape.join()}|${decay}`;
      const views = known.get(key) ?? traceUpdate(backend, rule, weight.shape, scalarCount, decay);
      known.set(key, views);
      const waits = control(after);
      const portOf = valueWriter(
        graph,
        new Map([
          ['weight', read],
          ['gradient', gradient],
          ...slots.map(({ handle }, index): [string, string] => [
            slotLeaf(index),
            graph.node('ReadVariableOp', [handle, ...waits], { dtype }),
          ]),
          ...scalars.map((port, index): [string, string] => [scalarLeaf(index), port]),
        ]),
      );
      return [weight, ...slots].map(({ handle }, index) =>
        graph.node('AssignVariableOp', [handle, portOf(views[index]!), ...waits], { dtype }),
      );
    },
  };
}
