import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { Optimizer } from '@shared/spec/optimizer';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeReady } from '../unit/engine/native-ready';
import { CompiledRun } from './compiled-run';
import { loadTensorFlow } from './native';
import { missesOf, titledOptimizers } from './optimizer-cases';

describe.skipIf(!nativeReady)('compiled optimizers and clips are those of optax', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = await loadTensorFlow();
  });

  it.each(titledOptimizers)('%s', (_title, place) => {
    // Of the cases of one optimizer, those with the same clip differ in their rates alone.
    const runs = new Map<string, CompiledRun>();
    const runOf = (optimizer: Optimizer): CompiledRun => {
      const clip = JSON.stringify(optimizer.clip);
      const run = runs.get(clip) ?? new CompiledRun(native, optimizer);
      runs.set(clip, run);
      return run;
    };
    const misses = missesOf(place, (optimizer) => runOf(optimizer).run(optimizer));
    for (const run of runs.values()) run.dispose();
    expect(misses).toEqual([]);
  });
});
