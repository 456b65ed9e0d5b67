import { beforeAll, describe, expect, it } from 'vitest';
import { backends, useBackend } from './backends';
import { missesOf, titledOptimizers } from './optimizer-cases';
import { recordedRun } from './recorded-run';

describe.each(backends)('optimizers are those of optax on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(titledOptimizers)('%s', (_title, place) => expect(missesOf(place, recordedRun)).toEqual([]));
});
