import type { z } from 'zod';
import { runDocumentSchema, type RunDocument } from '@shared/contract/run';

/** A run of a small dense model, as `run.json` has it. */
export const runDocument = (changes: Partial<z.input<typeof runDocumentSchema>> = {}): RunDocument =>
  runDocumentSchema.parse({
    version: 1,
    id: '20260101-120000-abcd',
    spec: {
      version: 1,
      data: { dataset: 'tiny' },
      model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
      optimizer: { learningRate: 0.1 },
      batchSize: 4,
      epochs: 2,
    },
    state: 'completed',
    reason: null,
    generation: 1,
    createdAt: '2026-01-01T12:00:00.000Z',
    startedAt: null,
    endedAt: null,
    numerics: null,
    stepsPerEpoch: 10,
    datasetName: 'tiny',
    datasetFingerprint: 'a'.repeat(64),
    inputShape: [2, 2, 1],
    classes: ['a', 'b'],
    appVersion: '1.0.0',
    ...changes,
  });
