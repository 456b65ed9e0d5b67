import { expect, it } from 'vitest';
import { unlearnedWords } from '../../../../src-main/engine/train/unlearned-words';

const fresh = {};
const fromWeights = {
  weights: { file: 'a'.repeat(64), name: 'w.safetensors', fit: 'exact' as const },
};
const ended = (trainLoss: number, valLoss: number | null = null) => ({ trainLoss, valLoss });

it('a run that ended higher than it began is told to have unlearned', () => {
  expect(unlearnedWords(fresh, 2.3, ended(2.6))).toMatch(/ended at 2.6, above the 2.3 .* unlearned/);
  expect(unlearnedWords(fresh, 2.3, ended(2.6, 2.9))).toMatch(/unlearned/);
  expect(unlearnedWords(fresh, 2.3, ended(2.4))).toBeUndefined();
  expect(unlearnedWords(fresh, null, ended(9))).toBeUndefined();
  expect(unlearnedWords(fresh, 2.3, undefined)).toBeUndefined();
});

it('not so one whose validation loss ended lower: its training loss is of harder samples', () => {
  expect(unlearnedWords(fresh, 2.3, ended(2.6, 0.9))).toBeUndefined();
});

it('of one that began with trained weights only what is clearly worse says so', () => {
  expect(unlearnedWords(fromWeights, 0.02, ended(0.07, 0.09))).toBeUndefined();
  expect(unlearnedWords(fromWeights, 0.02, ended(2.3, 2.4))).toMatch(/unlearned/);
  expect(unlearnedWords(fromWeights, 0.02, ended(2.3, 0.1))).toBeUndefined();
  expect(unlearnedWords(fromWeights, 1.5, ended(2.4))).toBeUndefined();
});
