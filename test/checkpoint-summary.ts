import type { CheckpointSummary } from '@shared/contract/checkpoint';

/** A checkpoint at the end of an epoch of ten steps, as a studio tells of it. */
export const checkpointSummary = (
  epoch: number,
  its: Partial<CheckpointSummary> = {},
): CheckpointSummary => ({
  id: `${String(epoch).padStart(4, '0')}-${epoch * 10}`,
  run: 'a-run',
  runName: 'a run',
  dataset: 'Drawn digits',
  epoch,
  step: epoch * 10,
  reasons: ['epoch'],
  metrics: {
    trainLoss: 1,
    trainAccuracy: 1,
    valLoss: 1,
    valAccuracy: 1,
    valMacroF1: 1,
    valTop5: null,
    valMae: null,
    valRmse: null,
    valR2: null,
  },
  savedAt: '2026-01-01T00:00:00Z',
  bytes: 1,
  best: false,
  last: false,
  problem: '',
  pinned: false,
  keptFor: [],
  ...its,
});
