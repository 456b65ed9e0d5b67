import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { sizeOf } from '@shared/model/describe';
import { learningRateAt } from '@shared/schedule/learning-rate';
import type { Optimizer } from '@shared/spec/optimizer';
import { DataType } from '../../src-main/engine/compile/data-type';
import { control, Graph, type Port } from '../../src-main/engine/compile/graph';
import { LoadedGraph, type Feed } from '../../src-main/engine/compile/loaded-graph';
import { gradientLeaf, traceGradients } from '../../src-main/engine/compile/trace-step';
import { updateOf } from '../../src-main/engine/compile/updates/update-of';
import { addVariable, type Variable } from '../../src-main/engine/compile/variables';
import { valueWriter } from '../../src-main/engine/compile/write-values';
import { optimizerRule } from '../../src-main/engine/optimizer/rule';
import { weightDecayOf } from '../../src-main/engine/optimizer/weight-decay';
import { optax } from './optax-fixture';

const { shapes, weights: start, gradients, keptSteps } = optax.updates;
const ROLES = ['kernel', 'bias'] as const;
const float = { type: DataType.float32 } as const;

/** The numbers of each array out of those of both. */
const parts = (numbers: readonly number[]): Float32Array[] => [
  Float32Array.from(numbers.slice(0, sizeOf(shapes.kernel))),
  Float32Array.from(numbers.slice(sizeOf(shapes.kernel))),
];

/** As `recordedRun`, by the graph that the compiled step would have: its clip, and its update of each array. */
export function compiledRun(native: NodeJSKernelBackend, optimizer: Optimizer): Float32Array[] {
  const rule = optimizerRule(optimizer);
  const update = updateOf(native, optimizer);
  const graph = new Graph();
  const placeholder = (name: string, shape: readonly number[]): Port =>
    graph.node('Placeholder', [], { dtype: float, shape: { shape } }, name);
  const given = ROLES.map((role) => placeholder(`${role}_gradient`, shapes[role]));
  const scalars = update.scalarsAt(1, 1).map((_, index) => placeholder(`scalar${index}`, []));
  const traced = traceGradients({
    backend: native,
    spec: { optimizer },
    parameters: ROLES.map((role) => ({ shape: shapes[role], trained: true })),
  });
  const portOf = valueWriter(graph, new Map(given.map((port, index) => [gradientLeaf(index), port])));
  const starts: [Variable, Float32Array][] = [];
  const done: Port[] = [];
  const weights = ROLES.map((role, index) => {
    const shape = shapes[role];
    const weight = addVariable(graph, role, shape);
    const slots = rule.slots.map((slot) => addVariable(graph, `${slot}_${role}`, shape));
    starts.push([weight, parts(start)[index]!]);
    for (const slot of slots) {
      starts.push([slot, new Float32Array(sizeOf(shape)).fill(rule.initialSlot)]);
    }
    const read = graph.node('ReadVariableOp', [weight.handle], { dtype: float });
    const gradient = portOf(traced.clipped[index]!);
    const decay = weightDecayOf(optimizer, role);
    done.push(...update.add(graph, { weight, read, slots, gradient, scalars, decay, after: [] }));
    return weight;
  });
  graph.node('Identity', [graph.scalar(1), ...control(done)], { T: float }, 'stepped');

  const loaded = new LoadedGraph(native, graph);
  try {
    loaded.run(
      starts.map(([{ placeholder: name, shape }, values]) => ({ name, shape, values })),
      starts.map(([{ set }]) => `${set}:0`),
    );
    const kept: Float32Array[] = [];
    for (const [index, recorded] of gradients.entries()) {
      const step = index + 1;
      const rate = learningRateAt(optimizer, step, optax.totalSteps);
      const feeds: Feed[] = [
        ...parts(recorded).map((values, at) => ({ name: given[at]!, shape: shapes[ROLES[at]!], values })),
        ...update
          .scalarsAt(step, rate)
          .map((value, at) => ({ name: scalars[at]!, shape: [], values: Float32Array.of(value) })),
      ];
      loaded.run(feeds, ['stepped:0']);
      if (!keptSteps.includes(step)) continue;
      const read = loaded.run(
        [],
        weights.map((weight) => `${weight.read}:0`),
      );
      kept.push(Float32Array.from(read.flatMap((values) => [...values])));
    }
    return kept;
  } finally {
    loaded.dispose();
  }
}
