import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import type { Numerics } from '@shared/contract/backend';
import type { Compute } from '@shared/contract/engine-job';
import { loadNative } from './load-native';
import { loadWasm } from './load-wasm';

/** The backend of this process, loaded and ready. */
export interface Backend {
  numerics: Numerics;
  /** TensorFlow's own kernels, where they are the backend */
  native: NodeJSKernelBackend | undefined;
}

const NO_GPU =
  'TensorFlow found no usable NVIDIA GPU: a driver, a supported card and the CUDA libraries are needed';

/**
 * Loads the backend that a job asks for. Threads and oneDNN were put into the environment before the
 * process began; TensorFlow reads them once. A process holds one backend for life.
 *
 * @throws when it is not to be had on this machine; the message says why, without what to do
 */
export async function loadBackend({ backend, threads, oneDnn, precision }: Compute): Promise<Backend> {
  if (backend === 'wasm') {
    await loadWasm();
    return {
      native: undefined,
      numerics: {
        backend,
        libraryVersion: tf.version_core,
        threads: 1,
        oneDnn: false,
        precision: 'float32',
      },
    };
  }
  const library = loadNative(backend);
  if (backend === 'gpu' && !library.usesGpu) throw new Error(NO_GPU);
  return {
    native: library.backend,
    numerics: {
      backend,
      libraryVersion: library.tensorflowVersion,
      threads,
      oneDnn,
      precision,
    },
  };
}

/** "TensorFlow 2.21.0 on the CPU, 2 threads" */
export function describeBackend({ backend, libraryVersion, threads }: Numerics): string {
  if (backend === 'wasm') return `WebAssembly, TensorFlow.js ${libraryVersion}, 1 thread`;
  const device = backend === 'gpu' ? 'GPU' : 'CPU';
  return `TensorFlow ${libraryVersion} on the ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
