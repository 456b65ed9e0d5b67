import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenValidation, splitValidation } from '../../../../src-main/engine/data/split-validation';

const share = (fraction: number, seed = 0) => ({ fraction, seed, folds: 0, fold: 0 });
const foldOf = (folds: number, fold: number, seed = 0) => ({ fraction: 0.1, seed, folds, fold });
const sorted = (...parts: Int32Array[]) => parts.flatMap((part) => [...part]).toSorted((a, b) => a - b);

describe('folds', () => {
  it('are as many parts that together are everything, alike in their classes, none twice', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 0, max: 3, minLength: 40, maxLength: 200 }),
        fc.integer({ min: 2, max: 7 }),
        fc.nat(),
        (classes, folds, seed) => {
          const splits = Array.from({ length: folds }, (_, fold) =>
            splitValidation({ count: classes.length, classes }, foldOf(folds, fold, seed)),
          );
          for (const { training, validation } of splits) {
            expect(sorted(training, validation)).toEqual([...classes.keys()]);
          }
          const held = sorted(...splits.map(({ validation }) => validation));
          expect(new Set(held).size).toBe(held.length);
          for (const label of new Set(classes)) {
            const count = classes.filter((other) => other === label).length;
            for (const { validation } of splits) {
              const its = validation.filter((index) => classes[index] === label).length;
              expect(Math.abs(its - count / folds)).toBeLessThan(1);
            }
            if (count > 1) expect(held.filter((index) => classes[index] === label)).toHaveLength(count);
          }
        },
      ),
    );
  });
});

describe('groups', () => {
  it('are never torn, and every class keeps samples to train on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.nat(2)), { minLength: 2, maxLength: 120 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        (rows, fraction, seed) => {
          const groups = Int32Array.from(rows, ([group]) => group);
          const classes = Uint8Array.from(rows, ([, label]) => label);
          const samples = { count: rows.length, classes, groups };
          const { training, validation } = splitValidation(samples, share(fraction, seed));
          const trained = new Set(Array.from(training, (index) => groups[index]));
          expect(Array.from(validation).some((index) => trained.has(groups[index]))).toBe(false);
          expect(training.length).toBeGreaterThan(0);
          expect(sorted(training, validation)).toEqual([...rows.keys()]);
        },
      ),
    );
  });
});

describe('samples without classes', () => {
  it('are held back by chance alone, the same for the same seed', () => {
    const samples = { count: 100, classes: undefined };
    const one = splitValidation(samples, share(0.2, 4));
    expect(one.validation).toHaveLength(20);
    expect(splitValidation(samples, share(0.2, 4))).toEqual(one);
    expect(splitValidation(samples, share(0.2, 5))).not.toEqual(one);
  });
});

describe('where each class has too few to hold back a share of it', () => {
  const alternating = (count: number, of: number) =>
    Uint8Array.from({ length: count }, (_, index) => index % of);

  it('as much is held back as of all samples, at most one of a class', () => {
    const classes = alternating(400, 100);
    const { validation } = splitValidation({ count: 400, classes }, share(0.1));
    expect(validation).toHaveLength(40);
    expect(new Set(Array.from(validation, (index) => classes[index])).size).toBe(40);
  });

  it('at least one group is', () => {
    const groups = Int32Array.from({ length: 400 }, (_, index) => index % 8);
    const { validation } = splitValidation({ count: 400, classes: alternating(400, 2), groups }, share(0.1));
    expect(validation).toHaveLength(50);
    const ofValues = { count: 400, classes: undefined, groups: Int32Array.from(groups, (one) => one % 4) };
    expect(splitValidation(ofValues, share(0.1)).validation).toHaveLength(100);
  });

  it('no fold is empty, none has a sample of another, and a class of one is trained on', () => {
    const classes = Uint8Array.from([...alternating(200, 100), 200]);
    const folds = Array.from(
      { length: 5 },
      (_, fold) => splitValidation({ count: 201, classes }, foldOf(5, fold)).validation,
    );
    expect(folds.map(({ length }) => length)).toEqual([40, 40, 40, 40, 40]);
    expect(sorted(...folds)).toEqual([...Array(200).keys()]);
  });

  it('nothing is where every class has one', () => {
    expect(splitValidation({ count: 9, classes: alternating(9, 9) }, share(0.5)).validation).toHaveLength(0);
    expect(splitValidation({ count: 9, classes: alternating(9, 9) }, foldOf(3, 1)).validation).toHaveLength(
      0,
    );
  });
});

it('a validation part that was given is what is validated on', () => {
  const { training, validation } = givenValidation(7, 3);
  expect([[...training], [...validation]]).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6],
  ]);
});
