import * as tf from '@tensorflow/tfjs-core';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { nativeReady } from '../unit/engine/native-ready';

/** Those that this machine has. */
export const backends = ['wasm', ...(nativeReady ? (['cpu'] as const) : [])] as const;

export async function useBackend(backend: (typeof backends)[number]): Promise<void> {
  const { native } = await loadBackend({ backend, threads: 2, oneDnn: true, precision: 'float32' });
  await tf.setBackend(native === undefined ? 'wasm' : 'tensorflow');
}
