import { beforeAll, describe, expect, it } from 'vitest';
import { backends, useBackend } from './backends';
import { eachOnce, missesOf, titledOptimizers } from './optimizer-cases';
import { recordedRun } from './recorded-run';

describe.each(backends)('optimizers are those of optax on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  // Op by op the native backend takes seconds for what WebAssembly does in one; the graph it compiles is held against all.
  const which = backend === 'cpu' ? eachOnce : undefined;
  it.each(titledOptimizers)('%s', (_title, place) => {
    expect(missesOf(place, recordedRun, which)).toEqual([]);
  });
});
