import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeReady } from '../../unit/engine/native-ready';
import { loadTensorFlow } from '../native';
import { fixtures } from './fixtures';
import { missesOf } from './layer-misses';
import { runCompiledLayer } from './run-compiled-layer';

describe.skipIf(!nativeReady)('compiled layers are those of Flax', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = await loadTensorFlow();
  });

  it.each(fixtures.cases)('$name', (wanted) => {
    expect(missesOf(runCompiledLayer(native, wanted), wanted)).toEqual([]);
  });
});
