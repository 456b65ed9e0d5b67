import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder } from '../../../../src-main/engine/data/batch-order';
import { splitValidation } from '../../../../src-main/engine/data/split-validation';

const sorted = (values: Int32Array) => [...values].sort((a, b) => a - b);

describe('the order of an epoch', () => {
  it('shows every training sample once, the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(5000), { minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.nat(20),
        fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 4 }),
        (indices, seed, epoch, counts) => {
          const training = Int32Array.from(indices.sort((a, b) => a - b));
          let end = 0;
          const shardEnds = [...counts.map((count) => (end += count)), Infinity];
          const order = epochOrder(training, seed, epoch, true, shardEnds);
          expect(sorted(order)).toEqual([...training]);
          expect(epochOrder(training, seed, epoch, true, shardEnds)).toEqual(order);
        },
      ),
    );
  });

  it('goes shard by shard in the first epoch only', () => {
    const training = Int32Array.from({ length: 100 }, (_, i) => i);
    const first = epochOrder(training, 1, 0, true, [50, 100]);
    expect(sorted(first.slice(0, 50))).toEqual(Array.from(training.subarray(0, 50)));
    const second = epochOrder(training, 1, 1, true, [50, 100]);
    expect(sorted(second.slice(0, 50))).not.toEqual(Array.from(training.subarray(0, 50)));
  });

  it('is as given when shuffling is off', () => {
    const training = Int32Array.of(1, 4, 9);
    expect(epochOrder(training, 1, 3, false, [])).toEqual(training);
  });
});

describe('what is held back for validation', () => {
  it('is a share of every class, and never a whole class', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 0, max: 5, minLength: 1, maxLength: 400 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        (labels, fraction, seed) => {
          const { training, validation } = splitValidation(
            { count: labels.length, classes: labels },
            { fraction, seed, folds: 0, fold: 0 },
          );
          expect(sorted(Int32Array.from([...training, ...validation]))).toEqual([...labels.keys()]);
          const classes = [...new Set(labels)].map((label) => {
            const count = labels.filter((other) => other === label).length;
            const held = validation.filter((index) => labels[index] === label).length;
            return { count, held, share: Math.min(Math.round(count * fraction), count - 1) };
          });
          // Where no class has enough for a share, they are taken together.
          const isOfEach = fraction === 0 || classes.some(({ share }) => share > 0);
          for (const { count, held, share } of classes) {
            if (isOfEach) expect(held).toBe(share);
            else expect(held).toBeLessThan(Math.min(2, count));
          }
          if (!isOfEach) expect(validation.length > 0).toBe(classes.some(({ count }) => count > 1));
        },
      ),
    );
  });
});
