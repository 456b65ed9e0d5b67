import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeReady } from '../unit/engine/native-ready';
import { compiledRun } from './compiled-run';
import { loadTensorFlow } from './native';
import { missesOf, titledOptimizers } from './optimizer-cases';

describe.skipIf(!nativeReady)('compiled optimizers and clips are those of optax', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = await loadTensorFlow();
  });

  it.each(titledOptimizers)('%s', (_title, place) => {
    expect(missesOf(place, (optimizer) => compiledRun(native, optimizer))).toEqual([]);
  });
});
