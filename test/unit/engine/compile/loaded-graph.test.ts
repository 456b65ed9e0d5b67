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
