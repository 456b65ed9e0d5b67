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

/** A tensor that stays where TensorFlow computes, until it is let go of. */
export interface KeptTensor {
  id: number;
}

export interface KeptFeed {
  /** of a placeholder */
  name: string;
  kept: KeptTensor;
}

/** Memory of its own: a copy of what TensorFlow computed. */
type Fetched = Float32Array | Int32Array | Uint8Array;

export function asFloats(fetched: Fetched): Float32Array {
  if (!(fetched instanceof Float32Array)) throw new Error('what was fetched is not float32');
  return fetched;
}

/** A graph in a TensorFlow session of its own, with the variables that live in it. */
export class LoadedGraph {
  readonly #id: number;

  constructor(
    readonly backend: NodeJSKernelBackend,
    graph: Pick<Graph, 'encodeSavedModel'>,
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

  #tensorOf({ shape, values }: Omit<Feed, 'name'>): number {
    const { binding } = this.backend;
    const type =
      values instanceof Uint8Array
        ? binding.TF_UINT8
        : values instanceof Int32Array
          ? binding.TF_INT32
          : binding.TF_FLOAT;
    return binding.createTensor([...shape], type, values);
  }

  /** Hands values over once, to be fed many times. They must not change until they are let go of. */
  keep(given: Omit<Feed, 'name'>): KeptTensor {
    return { id: this.#tensorOf(given) };
  }

  letGo({ id }: KeptTensor): void {
    this.backend.binding.deleteTensor(id);
  }

  /** Runs what `outputs` need and waits for it; blocks the thread. */
  run(feeds: readonly (Feed | KeptFeed)[], outputs: readonly string[]): Fetched[] {
    const { binding } = this.backend;
    const ids: number[] = [];
    try {
      const tensors = feeds.map((feed) => {
        if ('kept' in feed) return feed.kept.id;
        const id = this.#tensorOf(feed);
        ids.push(id);
        return id;
      });
      const names = feeds.map(({ name }) => `${name}:0`).join();
      const results = binding.runSavedModel(this.#id, tensors, names, outputs.join());
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
