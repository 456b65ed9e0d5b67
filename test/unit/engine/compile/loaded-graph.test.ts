import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { DataType } from '../../../../src-main/engine/compile/data-type';
import { Graph } from '../../../../src-main/engine/compile/graph';
import { LoadedGraph } from '../../../../src-main/engine/compile/loaded-graph';
import { addVariable } from '../../../../src-main/engine/compile/variables';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { nativeReady } from '../native-ready';

const float = { type: DataType.float32 } as const;

describe.skipIf(!nativeReady)('a graph in a session', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = (await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' })).native!;
  });

  it('keeps its own copy of what a variable is set to: updates do not reach the memory of the caller', () => {
    const graph = new Graph();
    const variable = addVariable(graph, 'w', [16]);
    // In place, where the kernel finds that nobody else holds the memory.
    const changed = graph.node(
      'AssignAddVariableOp',
      [variable.handle, graph.constant(DataType.float32, [16], new Float32Array(16).fill(1))],
      { dtype: float },
    );
    const done = graph.node('Identity', [graph.scalar(1), `^${changed}`], { T: float }, 'done');
    const loaded = new LoadedGraph(native, graph);
    // Each fourth lies at a multiple of 64 bytes, where TensorFlow shares memory instead of copying it.
    const memory = new Float32Array(400);
    const given = Array.from({ length: 16 }, (_, i) => memory.subarray(20 * i, 20 * i + 16).fill(i));
    for (const [i, values] of given.entries()) {
      loaded.run([{ name: variable.placeholder, shape: [16], values }], [`${variable.set}:0`]);
      loaded.run([], [`${done}:0`]);
      const [read] = loaded.run([], [`${variable.read}:0`]);
      expect([...read!]).toEqual(Array.from({ length: 16 }, () => i + 1));
      expect([...values]).toEqual(Array.from({ length: 16 }, () => i));
    }
    loaded.dispose();
  });

  it("holds nothing of JavaScript's that a thread of its own would let go of", () => {
    const graph = new Graph();
    const variables = Array.from({ length: 40 }, (_, i) => addVariable(graph, `w${i}`, [16]));
    const next = graph.constant(DataType.float32, [16], new Float32Array(16).fill(7));
    const replaced = variables.map(({ handle, read }) => {
      const sum = graph.node('AddV2', [read, next], { T: float });
      return graph.node('AssignVariableOp', [handle, sum], { dtype: float });
    });
    const control = replaced.map((node) => `^${node}`);
    const done = graph.node('Identity', [graph.scalar(1), ...control], { T: float }, 'done');
    const loaded = new LoadedGraph(native, graph);
    // Without the copy this ended in a corrupted heap within a few rounds.
    for (let round = 0; round < 400; round++) {
      const memory = new Float32Array(20 * variables.length);
      for (const [i, { placeholder, set }] of variables.entries()) {
        const values = memory.subarray(20 * i, 20 * i + 16).fill(i);
        loaded.run([{ name: placeholder, shape: [16], values }], [`${set}:0`]);
      }
      loaded.run([], [`${done}:0`]);
    }
    expect([...loaded.run([], [`${variables[3]!.read}:0`])[0]!]).toEqual(
      Array.from({ length: 16 }, () => 10),
    );
    loaded.dispose();
  });

  it('is gone when it is disposed of', () => {
    const before = native.getNumOfSavedModels();
    const graph = new Graph();
    addVariable(graph, 'w', [4]);
    const loaded = new LoadedGraph(native, graph);
    expect(native.getNumOfSavedModels()).toBe(before + 1);
    loaded.dispose();
    expect(native.getNumOfSavedModels()).toBe(before);
  });
});
