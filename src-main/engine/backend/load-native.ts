import { createRequire } from 'node:module';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { restoreRemovedNodeFunctions } from './removed-node-functions';

type TfjsNode = typeof import('@tensorflow/tfjs-node');

export interface NativeLibrary {
  backend: NodeJSKernelBackend;
  tensorflowVersion: string;
  usesGpu: boolean;
}

/**
 * Loads TensorFlow's native library into this process and makes it TensorFlow.js's backend. Thread counts
 * come from the environment and count only before this call.
 *
 * @param rung which package: with or without CUDA. One process can load only one of them.
 * @throws when the library is missing, or does not fit this system
 */
export function loadNative(rung: 'cpu' | 'gpu'): NativeLibrary {
  restoreRemovedNodeFunctions();
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const load = createRequire(import.meta.url);
  const name = rung === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const tf = load(name) as TfjsNode;
  const backend = tf.backend() as NodeJSKernelBackend;
  if (tf.getBackend() !== 'tensorflow') throw new Error(`${name} did not become the backend`);
  return {
    backend,
    tensorflowVersion: String((backend.binding as { TF_Version?: unknown }).TF_Version ?? 'unknown'),
    usesGpu: backend.isUsingGpuDevice,
  };
}
