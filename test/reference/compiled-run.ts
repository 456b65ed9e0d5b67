import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { sizeOf } from '@shared/model/describe';
import { learningRateAt } from '@shared/schedule/learning-rate';
import type { Optimizer } from '@shared/spec/optimizer';
import { DataType } from '../../src-main/engine/compile/data-type';
import { control, Graph, type Port } from '../../src-main/engine/compile/graph';
import { LoadedGraph, type Feed } from '../../src-main/engine/compile/loaded-graph';
import { gradientLeaf, traceGradients } from '../../src-main/engine/compile/trace-step';
import type { CompiledUpdate } from '../../src-main/engine/compile/updates/compiled-update';
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

/**
 * As `recordedRun`, by the graph that the compiled step would have: its clip, and its update of each array. Rates are
 * given to it at each step, so one graph serves any schedule.
 */
export class CompiledRun {
  readonly #loaded: LoadedGraph;
  readonly #update: CompiledUpdate;
  readonly #given: Port[];
  readonly #scalars: Port[];
  readonly #weights: Variable[] = [];
  readonly #starts: [Variable, Float32Array][] = [];

  /** @param optimizer of which the schedule does not matter */
  constructor(native: NodeJSKernelBackend, optimizer: Optimizer) {
    const rule = optimizerRule(optimizer);
    this.#update = updateOf(native, optimizer);
    const graph = new Graph();
    const placeholder = (name: string, shape: readonly number[]): Port =>
      graph.node('Placeholder', [], { dtype: float, shape: { shape } }, name);
    this.#given = ROLES.map((role) => placeholder(`${role}_gradient`, shapes[role]));
    this.#scalars = this.#update.scalarsAt(1, 1).map((_, index) => placeholder(`scalar${index}`, []));
    const traced = traceGradients({
      backend: native,
      spec: { optimizer },
      parameters: ROLES.map((role) => ({ shape: shapes[role], trained: true })),
    });
    const portOf = valueWriter(graph, new Map(this.#given.map((port, index) => [gradientLeaf(index), port])));
    const done: Port[] = [];
    for (const [index, role] of ROLES.entries()) {
      const shape = shapes[role];
      const weight = addVariable(graph, role, shape);
      const slots = rule.slots.map((slot) => addVariable(graph, `${slot}_${role}`, shape));
      this.#starts.push([weight, parts(start)[index]!]);
      for (const slot of slots) {
        this.#starts.push([slot, new Float32Array(sizeOf(shape)).fill(rule.initialSlot)]);
      }
      const read = graph.node('ReadVariableOp', [weight.handle], { dtype: float });
      const gradient = portOf(traced.clipped[index]!);
      const decay = weightDecayOf(optimizer, role);
      const scalars = this.#scalars;
      done.push(...this.#update.add(graph, { weight, read, slots, gradient, scalars, decay, after: [] }));
      this.#weights.push(weight);
    }
    graph.node('Identity', [graph.scalar(1), ...control(done)], { T: float }, 'stepped');
    this.#loaded = new LoadedGraph(native, graph);
  }

  /** The weights after each step that the fixture keeps, from its start, with the rates of an optimizer's schedule. */
  run(optimizer: Optimizer): Float32Array[] {
    this.#loaded.run(
      this.#starts.map(([{ placeholder: name, shape }, values]) => ({ name, shape, values })),
      this.#starts.map(([{ set }]) => `${set}:0`),
    );
    const kept: Float32Array[] = [];
    for (const [index, recorded] of gradients.entries()) {
      const step = index + 1;
      const rate = learningRateAt(optimizer, step, optax.totalSteps);
      const feeds: Feed[] = [
        ...parts(recorded).map((values, at) => ({
          name: this.#given[at]!,
          shape: shapes[ROLES[at]!],
          values,
        })),
        ...this.#update
          .scalarsAt(step, rate)
          .map((value, at) => ({ name: this.#scalars[at]!, shape: [], values: Float32Array.of(value) })),
      ];
      this.#loaded.run(feeds, ['stepped:0']);
      if (!keptSteps.includes(step)) continue;
      const read = this.#loaded.run(
        [],
        this.#weights.map((weight) => `${weight.read}:0`),
      );
      kept.push(Float32Array.from(read.flatMap((values) => [...values])));
    }
    return kept;
  }

  dispose(): void {
    this.#loaded.dispose();
  }
}
