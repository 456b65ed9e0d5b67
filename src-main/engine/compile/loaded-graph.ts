import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { Graph } from './graph';

export interface Feed {
  /** of a placeholder */
  name: string;
  shape: readonly number[];
  values: Float32Array | Int32Array | Uint8Array;
}

type Fetched = Float32Array | Int32Array | Uint8Array;

/** A graph in a TensorFlow session of its own, with the variables that live in it. */
export class LoadedGraph {
  readonly #id: number;

  constructor(
    readonly backend: NodeJSKernelBackend,
    graph: Graph,
  ) {
    // The addon loads graphs from a folder only.
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), graph.encodeSavedModel());
      this.#id = backend.loadSavedModelMetaGraph(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs what `outputs` need and waits for it; blocks the thread. */
  run(feeds: readonly Feed[], outputs: readonly string[]): Fetched[] {
    const { binding } = this.backend;
    const ids = feeds.map(({ shape, values }) => {
      const type =
        values instanceof Uint8Array
          ? binding.TF_UINT8
          : values instanceof Int32Array
            ? binding.TF_INT32
            : binding.TF_FLOAT;
      return binding.createTensor([...shape], type, values);
    });
    try {
      const names = feeds.map(({ name }) => `${name}:0`).join();
      const results = binding.runSavedModel(this.#id, ids, names, outputs.join());
      return results.map(({ id }) => {
        const values = binding.tensorDataSync(id);
        binding.deleteTensor(id);
        return values;
      });
    } finally {
      for (const id of ids) binding.deleteTensor(id);
    }
  }

  /** Frees the session with its variables. */
  dispose(): void {
    this.backend.deleteSavedModel(this.#id);
  }
}
