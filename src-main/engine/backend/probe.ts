import * as tf from '@tensorflow/tfjs-core';
import type { BackendKind, BackendReport, Numerics } from '@shared/contract/backend';
import type { Compute } from '@shared/contract/engine-job';
import { bfloat16Speed } from './bfloat16-speed';
import { describeBackend, loadBackend } from './backend';
import { whyNoAddon } from './native-addon';

const NAMES: Record<BackendKind, string> = {
  gpu: 'GPU (TensorFlow with CUDA)',
  cpu: 'CPU (TensorFlow)',
  wasm: 'WebAssembly',
};

const HINTS: Record<BackendKind, string> = {
  gpu: 'Training uses the CPU instead. A GPU needs an NVIDIA card with a current driver and the CUDA build of TensorFlow, which Trainyard does not fetch yet.',
  cpu: 'Training uses WebAssembly, which is several times slower. TensorFlow can be fetched under Settings, or with `trainyard runtime fetch`.',
  wasm: 'Install Trainyard again: parts of it are missing.',
};

/** One multiplication of which the answer is known: a library that loads can still be broken. */
async function multiplies(): Promise<boolean> {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])),
  );
  const values = await product.data();
  product.dispose();
  return [...values].join() === '19,22,43,50';
}

/**
 * Tries one rung of the ladder in this process, which must be given up afterwards.
 *
 * @returns what was found, and the numerics that a run on it would have
 */
export async function probeBackend(
  compute: Compute,
): Promise<{ report: BackendReport; numerics: Numerics | null }> {
  const kind = compute.backend;
  const unavailable = (reason: string) => ({
    report: {
      kind,
      state: 'unavailable' as const,
      description: NAMES[kind],
      reason,
      hint: HINTS[kind],
      bfloat16Speed: null,
      engineBytes: 0,
    },
    numerics: null,
  });
  const missing = kind === 'wasm' ? undefined : whyNoAddon(kind);
  if (missing !== undefined) return unavailable(missing);
  try {
    const { numerics, native } = await loadBackend(compute);
    if (!(await multiplies())) return unavailable('It loads, but multiplies two matrices wrongly.');
    return {
      report: {
        kind,
        state: 'ready',
        description: describeBackend(numerics),
        reason: '',
        hint: '',
        bfloat16Speed: native ? bfloat16Speed(native) : null,
        engineBytes: process.memoryUsage.rss(),
      },
      numerics,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unavailable(`It does not load: ${message.split('\n')[0]}.`);
  }
}
