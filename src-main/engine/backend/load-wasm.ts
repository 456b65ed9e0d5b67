import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from './wasm-kernels/register';

type TfjsWasm = typeof import('@tensorflow/tfjs-backend-wasm');

/**
 * Makes WebAssembly TensorFlow.js's backend. It has one thread in Node, and SIMD where the processor has.
 *
 * @throws when the package or its .wasm files are missing
 */
export async function loadWasm(): Promise<void> {
  const load = createRequire(import.meta.url);
  // The core's build for Node has no gradients; this package registers them.
  load('@tensorflow/tfjs');
  const wasm = load('@tensorflow/tfjs-backend-wasm') as TfjsWasm;
  const main = load.resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(main), '..', 'wasm-out') + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
  await tf.ready();
  registerTrainingKernels();
}
