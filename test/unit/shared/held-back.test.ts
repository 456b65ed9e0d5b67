import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepsOf, trainedSamples } from '@shared/spec/steps';
import { splitValidation } from '../../../src-main/engine/data/split-validation';

const countsOf = (classes: Uint8Array): number[] =>
  Array.from({ length: 4 }, (_, label) => classes.filter((other) => other === label).length);

it('counts as many samples and steps before a run as are trained on then', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ min: 0, max: 3, minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.constantFrom(0, 2, 3, 7, 50),
      fc.nat(),
      fc.integer({ min: 1, max: 40 }),
      (classes, fraction, folds, seed, batchSize) => {
        const validation = { fraction, seed, folds, fold: folds === 0 ? 0 : seed % folds };
        const count = classes.length;
        const draft = { validation, batchSize, epochs: 2 };
        const byClass = splitValidation({ count, classes }, validation).training.length;
        const dataset = { trainCount: count, classCounts: countsOf(classes) };
        expect(trainedSamples(dataset, draft)).toBe(byClass);
        expect(stepsOf(draft, dataset)?.perEpoch).toBe(Math.ceil(byClass / batchSize));
        const alike = splitValidation({ count, classes: undefined }, validation).training.length;
        expect(trainedSamples({ trainCount: count, classCounts: [] }, draft)).toBe(alike);
      },
    ),
  );
});
