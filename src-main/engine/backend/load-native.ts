import { createRequire } from 'node:module';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { nativeAddon, nativePackage, whyNoAddon } from './native-addon';
import { restoreRemovedNodeFunctions } from './removed-node-functions';

type KernelBackend = typeof import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');

/** As high as the package itself registers it. */
const PRIORITY = 3;

export interface NativeLibrary {
  backend: NodeJSKernelBackend;
  tensorflowVersion: string;
  usesGpu: boolean;
}

/** Registering is for once: another backend beside the registered one would know nothing of its tensors. */
let loaded: { rung: 'cpu' | 'gpu'; library: NativeLibrary } | undefined;

/**
 * Loads TensorFlow's native library into this process and makes it TensorFlow.js's backend. Thread counts
 * come from the environment and count only before the first call; later ones give the same library.
 *
 * @param rung which package: with or without CUDA. One process can load only one of them.
 * @throws when the library is missing, or does not fit this system
 */
export function loadNative(rung: 'cpu' | 'gpu'): NativeLibrary {
  if (loaded?.rung === rung) {
    tf.setBackend('tensorflow');
    return loaded.library;
  }
  restoreRemovedNodeFunctions();
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const addon = nativeAddon(rung);
  if (addon === undefined) throw new Error(whyNoAddon(rung));
  const load = createRequire(import.meta.url);
  const name = nativePackage(rung);
  // What the package's index does, but with the addon where it is: a fetched one does not lie in the package.
  load(`${name}/dist/register_all_kernels`);
  const { NodeJSKernelBackend: Kernels } = load(`${name}/dist/nodejs_kernel_backend`) as KernelBackend;
  const backend = new Kernels(load(addon) as ConstructorParameters<typeof Kernels>[0], name);
  tf.registerBackend('tensorflow', () => backend, PRIORITY);
  if (!tf.setBackend('tensorflow')) throw new Error(`${name} did not become the backend`);
  const library = {
    backend,
    tensorflowVersion: String((backend.binding as { TF_Version?: unknown }).TF_Version ?? 'unknown'),
    usesGpu: backend.isUsingGpuDevice,
  };
  loaded = { rung, library };
  return library;
}
