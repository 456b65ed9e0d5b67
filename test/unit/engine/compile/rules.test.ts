import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { loadNative } from '../../../../src-main/engine/backend/load-native';
import { DataType } from '../../../../src-main/engine/compile/data-type';
import { adamStep } from '../../../../src-main/engine/compile/updates/fused-adam';
import { Graph, type Port } from '../../../../src-main/engine/compile/graph';
import { LoadedGraph } from '../../../../src-main/engine/compile/loaded-graph';
import { biasAdd, biasAddGrad } from '../../../../src-main/engine/compile/rules/bias-add';
import { plainMatMul } from '../../../../src-main/engine/compile/rules/mat-mul';
import type { Rule } from '../../../../src-main/engine/compile/rules/rule';
import type { TracedOp, TracedValue, View } from '../../../../src-main/engine/compile/traced-value';
import { valueWriter } from '../../../../src-main/engine/compile/write-values';
import { nativeReady } from '../native-ready';

const type = DataType.float32;
const T = { T: { type } } as const;

const leaf = (name: string, shape: readonly number[]): View => ({
  value: { kind: 'leaf', name, shapes: [shape] },
  output: 0,
  shape,
  type,
});
const axes = (...values: number[]): View => ({
  value: {
    kind: 'constant',
    type: DataType.int32,
    values: Int32Array.from(values),
    shapes: [[values.length]],
  },
  output: 0,
  shape: [values.length],
  type: DataType.int32,
});

/** What an op makes of values for its leaves, in the shape that is wanted of it. */
function run(backend: NodeJSKernelBackend, op: TracedOp, values: Record<string, Float32Array>): number[] {
  const graph = new Graph();
  const leaves = new Map<string, Port>();
  const feeds = op.inputs.flatMap(({ value }) =>
    value.kind === 'leaf' ? [{ name: value.name, shape: value.shapes[0]!, values: values[value.name]! }] : [],
  );
  for (const { name, shape } of feeds) {
    leaves.set(name, graph.node('Placeholder', [], { dtype: { type }, shape: { shape } }, name));
  }
  const value: TracedValue = { kind: 'op', ...op, shapes: op.outputs.map(({ shape }) => shape) };
  const port = valueWriter(graph, leaves)({ value, output: 0, shape: op.outputs[0]!.shape, type });
  graph.node('Identity', [port], T, 'result');
  const loaded = new LoadedGraph(backend, graph);
  const [result] = loaded.run(feeds, ['result:0']);
  loaded.dispose();
  return Array.from(result!);
}

const random = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7) * 3);

describe.skipIf(!nativeReady)('a rewrite says the same as what it replaces', () => {
  let backend: NodeJSKernelBackend;
  beforeAll(() => {
    backend = loadNative('cpu').backend;
  });

  const expectSame = (rule: Rule, op: TracedOp, values: Record<string, Float32Array>) => {
    const rewritten = rule(op);
    if (rewritten === undefined) throw new Error('the rule did not apply');
    const [before, after] = [run(backend, op, values), run(backend, rewritten, values)];
    expect(after).toHaveLength(before.length);
    for (const [i, value] of before.entries()) expect(after[i]).toBeCloseTo(value, 4);
  };
  const size = fc.integer({ min: 1, max: 6 });

  it('a batch of one product is a plain product', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.integer(), (m, k, n, tx, ty, seed) => {
        const x = leaf('x', tx ? [1, k, m] : [1, m, k]);
        const y = leaf('y', ty ? [1, n, k] : [1, k, n]);
        const op: TracedOp = {
          op: 'BatchMatMulV2',
          attributes: { ...T, adj_x: { bool: tx }, adj_y: { bool: ty } },
          inputs: [x, y],
          outputs: [{ shape: [1, m, n], type }],
        };
        expectSame(plainMatMul, op, { x: random(m * k, seed), y: random(k * n, seed + 5) });
      }),
      { numRuns: 15 },
    );
  });

  it('adding a row to each row is BiasAdd', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), (m, n, seed) => {
        const inputs = [leaf('x', [m, n]), leaf('b', [n])];
        const op: TracedOp = { op: 'AddV2', attributes: T, inputs, outputs: [{ shape: [m, n], type }] };
        expectSame(biasAdd, op, { x: random(m * n, seed), b: random(n, seed + 3) });
      }),
      { numRuns: 15 },
    );
  });

  it('summing over rows is BiasAddGrad', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), (m, n, seed) => {
        const op: TracedOp = {
          op: 'Sum',
          attributes: { ...T, Tidx: { type: DataType.int32 }, keep_dims: { bool: false } },
          inputs: [leaf('x', [m, n]), axes(0)],
          outputs: [{ shape: [n], type }],
        };
        expectSame(biasAddGrad, op, { x: random(m * n, seed) });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a rewrite keeps away from what only looks alike', () => {
  const output = (...shape: number[]) => [{ shape, type }];

  it.each<[string, Rule, TracedOp]>([
    [
      'a real batch of products',
      plainMatMul,
      {
        op: 'BatchMatMulV2',
        attributes: { adj_x: { bool: false }, adj_y: { bool: false } },
        inputs: [leaf('x', [2, 3, 4]), leaf('y', [2, 4, 5])],
        outputs: output(2, 3, 5),
      },
    ],
    [
      'a sum of equals',
      biasAdd,
      { op: 'AddV2', attributes: T, inputs: [leaf('x', [3, 3]), leaf('y', [3, 3])], outputs: output(3, 3) },
    ],
    [
      'a column',
      biasAdd,
      { op: 'AddV2', attributes: T, inputs: [leaf('x', [3, 4]), leaf('y', [3])], outputs: output(3, 4) },
    ],
    [
      'a sum over columns',
      biasAddGrad,
      { op: 'Sum', attributes: T, inputs: [leaf('x', [3, 4]), axes(1)], outputs: output(3) },
    ],
    [
      'a sum over all',
      biasAddGrad,
      { op: 'Sum', attributes: T, inputs: [leaf('x', [3, 4]), axes(0, 1)], outputs: output() },
    ],
  ])('%s', (_, rule, op) => expect(rule(op)).toBeUndefined());
});

describe("the fused Adam's rate and epsilon", () => {
  it("are optax's step in other words, for any gradient and step", () => {
    const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const number = fc.double({ min: 1e-6, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 100_000 }), (m, v, step) => {
        const c1 = 1 - Math.fround(0.9) ** step;
        const c2 = 1 - Math.fround(0.999) ** step;
        const optax = (1e-3 * (m / c1)) / (Math.sqrt(v / c2) + 1e-8);
        const { rate, epsilon } = adamStep(settings, step, 1e-3);
        expect((rate * m) / (Math.sqrt(v) + epsilon) / optax).toBeCloseTo(1, 9);
      }),
    );
  });
});
