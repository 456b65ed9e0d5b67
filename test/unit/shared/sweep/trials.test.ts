import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { gridValues, valueAtPlace, type Dimension } from '@shared/sweep/space';
import { gridSize, Trials } from '@shared/sweep/trials';
import { parseDimension } from '@shared/sweep/written-dimension';

const dimension = (text: string): Dimension => {
  const parsed = parseDimension(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.dimension;
};
const rate = dimension('optimizer.learningRate=log:1e-4..1e-1');
const units = dimension('model.layers.1.units=int:16..19');
const name = dimension('optimizer.name=adam,sgd');
const momentum = dimension('optimizer.momentum=linear:0..0.9?optimizer.name=sgd');

describe('a value of a dimension', () => {
  it('is within its range, wherever its place', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        fc.double({ min: 1.001, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (min, factor, place) => {
          const value = Number(valueAtPlace({ ...rate, min, max: min * factor } as Dimension, place));
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(min * factor);
        },
      ),
    );
  });

  it('gives each whole number the same share', () => {
    const counts = new Map<unknown, number>();
    for (let at = 0; at < 400; at++) {
      const value = valueAtPlace(units, at / 400);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts]).toEqual([16, 17, 18, 19].map((value) => [value, 100]));
  });

  it('spreads by ratio on a logarithmic scale', () => {
    expect(valueAtPlace(rate, 1 / 3)).toBe(0.001);
    expect(gridValues({ ...rate, points: 4 } as Dimension)).toEqual([1e-4, 1e-3, 1e-2, 1e-1]);
  });
});

describe('trials', () => {
  it.each(['random', 'sobol'] as const)(
    'of %s are the same in any order, and others with another seed',
    (sampler) => {
      const sampled = { space: [rate, units, name, momentum], sampler, seed: 3 };
      const [one, other] = [new Trials(sampled), new Trials(sampled)];
      const backwards = Array.from({ length: 20 }, (_, at) => other.at(19 - at)).toReversed();
      expect(Array.from({ length: 20 }, (_, at) => one.at(at))).toEqual(backwards);
      expect(new Trials({ ...sampled, seed: 4 }).at(0)).not.toEqual(one.at(0));
    },
  );

  it('set a field only where it applies', () => {
    const trials = new Trials({ space: [name, momentum], sampler: 'random', seed: 0 });
    for (let n = 0; n < 50; n++) {
      const set = new Map(trials.at(n));
      expect(set.has('optimizer.momentum')).toBe(set.get('optimizer.name') === 'sgd');
    }
  });

  it('of Sobol are spread more evenly than at random', () => {
    const flat = { ...rate, scale: 'linear', min: 0, max: 1 } as Dimension;
    const other = { ...flat, field: 'ema' };
    const filled = (sampler: 'random' | 'sobol') => {
      const trials = new Trials({ space: [flat, other], sampler, seed: 1 });
      const cells = Array.from({ length: 64 }, (_, n) => {
        return trials
          .at(n)!
          .map(([, value]) => Math.min(7, Math.floor(Number(value) * 8)))
          .join();
      });
      return new Set(cells).size;
    };
    expect(filled('sobol')).toBeGreaterThan(filled('random') + 10);
  });

  it('of a grid are all points, once, where fields apply', () => {
    const sampled = { space: [name, momentum, units], sampler: 'grid' as const, seed: 0 };
    // Adam: 3 units; SGD: 3 momenta × 3 units.
    const trials = new Trials(sampled);
    expect(gridSize(sampled.space)).toBe(12);
    expect(trials.size).toBe(12);
    const all = Array.from({ length: 12 }, (_, n) => JSON.stringify(trials.at(n)));
    expect(new Set(all).size).toBe(12);
    expect(trials.at(12)).toBeUndefined();
  });
});

describe('a dimension as it is typed', () => {
  it('is read in each of its forms', () => {
    expect(rate).toMatchObject({
      scale: 'log',
      field: 'optimizer.learningRate',
      min: 1e-4,
      max: 0.1,
      points: 3,
    });
    expect(dimension('a=int:1..9/5')).toMatchObject({ scale: 'integer', points: 5, log: false });
    expect(dimension('a=log-int:1..9')).toMatchObject({ scale: 'integer', log: true });
    expect(dimension('batchSize=32,64')).toMatchObject({ scale: 'choice', values: [32, 64] });
    expect(dimension('shuffle=true,false')).toMatchObject({ values: [true, false] });
    expect(momentum.when).toEqual({ field: 'optimizer.name', is: ['sgd'] });
  });

  it.each([
    ['learningRate', /varied as in/],
    ['a=lag:1..2', /log:, linear:/],
    ['a=log:1', /two ends/],
    ['a=1,2?b', /depends on/],
    ['2a=1,2', /dotted path/],
    ['a=1,null,2', /null is no value/],
    ['a=1,2?b=1|null', /null is no value/],
    ['a=1,2?b=1?c=2', /one field only/],
  ])('%s is refused with a sentence', (text, sentence) => {
    const parsed = parseDimension(text);
    expect(parsed.ok ? '' : parsed.message).toMatch(sentence);
  });
});

it('a repeated run goes on with the seeds above its greatest, as many as its budget has', () => {
  const trials = new Trials({ space: [dimension('seed=4,7,5')], sampler: 'grid', seed: 0 });
  expect([2, 3, 4].map((n) => trials.at(n))).toEqual([[['seed', 5]], [['seed', 8]], [['seed', 9]]]);
  expect([trials.most({}), trials.most({ trials: 2 }), trials.most({ trials: 5 })]).toEqual([3, 2, 5]);
});
