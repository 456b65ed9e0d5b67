import { describe, expect, it } from 'vitest';
import { poorEndOf, poorEndWord } from '@shared/advice/poor-end';
import type { EpochRow } from '@shared/contract/run';
import { epochRow } from '../../run-summary';

const row = (epoch: number, its: Partial<EpochRow>): EpochRow =>
  epochRow(epoch, {
    step: epoch * 100,
    trainLoss: 0.3,
    trainAccuracy: 0.9,
    valLoss: 0.3,
    valAccuracy: 0.9,
    valMacroF1: null,
    ...its,
  });
const digits = { classes: 10, loss: 'softmax-cross-entropy' as const };
const values = { classes: 0, loss: 'mean-squared-error' as const };
const guess = { valLoss: 2.37, valAccuracy: 0.1038, trainLoss: 2.41 };
const ofValues = (epoch: number, trainLoss: number, valR2: number) =>
  row(epoch, { trainLoss, valR2, trainAccuracy: null, valAccuracy: null });

describe('the end of a run', () => {
  it('is diverged where the loss blew up and guessing is left', () => {
    // A real run: the MLP on drawn digits with Adam at a rate of 3.
    const blown = row(1, { trainLoss: 649.8, valLoss: 2.3135, valAccuracy: 0.1382 });
    expect(poorEndOf([blown, row(2, guess)], digits)).toBe('diverged');
    expect(poorEndOf([row(1, {}), row(2, guess)], digits)).toBe('diverged');
    expect(poorEndOf([row(1, {}), row(2, { trainLoss: Number.NaN })], digits)).toBe('diverged');
    expect(poorEndOf([ofValues(1, 0.2, 0.8), ofValues(2, 40, -30)], values)).toBe('diverged');
  });

  it('is nothing learnt where it only ever guessed', () => {
    expect(poorEndOf([row(1, guess), row(2, guess)], digits)).toBe('nothing learnt');
    expect(poorEndOf([ofValues(1, 1.1, -0.1), ofValues(2, 1, 0)], values)).toBe('nothing learnt');
    expect(poorEndOf([row(1, { valAccuracy: 0.51, valLoss: 0.693 })], { ...digits, classes: 2 })).toBe(
      'nothing learnt',
    );
  });

  it('is well for runs that learn, however little', () => {
    expect(poorEndOf([], digits)).toBeNull();
    expect(poorEndOf([row(1, { trainLoss: 300 }), row(2, {})], digits)).toBeNull();
    // Over-fitting is no divergence.
    expect(
      poorEndOf([row(1, { valLoss: 0.3 }), row(2, { valLoss: 2.9, valAccuracy: 0.7 })], digits),
    ).toBeNull();
    expect(poorEndOf([row(1, { valAccuracy: 0.13, valLoss: 2.2 })], digits)).toBeNull();
    expect(poorEndOf([row(1, { valAccuracy: 0.6, valLoss: 0.68 })], { ...digits, classes: 2 })).toBeNull();
    expect(poorEndOf([ofValues(1, 3, 0.1), ofValues(2, 1, 0.3)], values)).toBeNull();
  });

  it('is said of a run as soon as it is sure', () => {
    expect(poorEndWord({ state: 'running', poorEnd: 'diverged' })).toBe('diverged');
    expect(poorEndWord({ state: 'running', poorEnd: 'nothing learnt' })).toBe('');
    expect(poorEndWord({ state: 'completed', poorEnd: 'nothing learnt' })).toBe('learnt nothing');
    expect(poorEndWord({ state: 'failed', poorEnd: 'diverged' })).toBe('');
  });
});
