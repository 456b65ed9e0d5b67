import { expect, it } from 'vitest';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { importances, type Outcome } from '@shared/sweep/importance';

const outcomes = (count: number): Outcome[] =>
  Array.from({ length: count }, (_, trial) => {
    const random = new CountedRandom(1, Purpose.sweep, trial);
    const [matters, kind, idle] = [random.uniform(), random.below(3), random.uniform()];
    const set = new Map<string, string | number>([
      ['matters', matters],
      ['kind', `kind ${kind}`],
      ['idle', idle],
    ]);
    return { set, score: 8 * matters + 2 * kind + 0.3 * random.normal(), isWhole: true };
  });

it('tells fields that matter from those that do not, and in which direction', () => {
  const found = importances(['idle', 'kind', 'matters'], outcomes(120));
  expect(found.map(({ field }) => field)).toEqual(['matters', 'kind', 'idle']);
  const [matters, kind, idle] = found;
  expect(matters!.share).toBeGreaterThan(0.3);
  expect(matters!.better).toBe('larger');
  expect(kind!.share).toBeGreaterThan(0.2);
  expect(kind!.better).toBeNull();
  expect(idle!.share).toBeLessThan(0.1);
});

it('says nothing of few trials, and one that diverged decides nothing', () => {
  expect(importances(['matters'], outcomes(11))[0]).toMatchObject({ share: null, better: null, trials: 11 });
  expect(importances(['matters'], outcomes(12))[0]!.share).not.toBeNull();
  const wild = outcomes(60).map((its, at) => (at === 7 ? { ...its, score: -1e12 } : its));
  const [first] = importances(['idle', 'matters'], wild);
  expect(first!.field).toBe('matters');
});

const ofRates = (scores: readonly number[]): Outcome[] =>
  scores.map((score, at) => ({ set: new Map([['rate', 10 ** (at / 4 - 4)]]), score, isWhole: true }));

it('what is best in the middle matters, and has no direction', () => {
  const [rate] = importances(
    ['rate'],
    ofRates([0.93, 0.94, 0.942, 0.96, 0.963, 0.966, 0.969, 0.968, 0.964, 0.95, 0.945, 0.93]),
  );
  expect(rate!.share).toBeGreaterThan(0.5);
  expect(rate!.better).toBeNull();
  expect(rate!.bestNear).toBe(10 ** (6 / 4 - 4));
});

it('no direction is told where nothing is explained, or luck does as much', () => {
  const [idle] = importances(['rate'], ofRates([5, 9, 1, 12, 3, 8, 2, 11, 6, 4, 10, 7]));
  expect(idle).toMatchObject({ share: 0, better: null, bestNear: null });
  const rising = importances(['rate'], ofRates([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  expect(rising[0]!.better).toBe('larger');
  const falling = importances(['rate'], ofRates([12, 11, 9, 10, 8, 7, 6, 5, 3, 4, 2, 1]));
  expect(falling[0]!.better).toBe('smaller');
});

it('a list of values needs some trials of each', () => {
  const kinds = Array.from({ length: 12 }, (_, at) => ({
    set: new Map([['kind', `kind ${at % 5}`]]),
    score: at,
    isWhole: true,
  }));
  expect(importances(['kind'], kinds)[0]!.share).toBeNull();
});

it('the best are near a value only where they lie close together, and never against the direction', () => {
  const near = (scores: readonly number[]) => importances(['rate'], ofRates(scores))[0]!;
  // Both ends are good, and nothing between them.
  const apart = near([12, 10, 1, 2, 3, 4, 5, 6, 2.5, 8, 9, 11]);
  expect(apart.bestNear).toBeNull();
  const rising = near([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(rising).toMatchObject({ better: 'larger', bestNear: 10 ** (10 / 4 - 4) });
  // In general smaller is better, but the best five lie just above the middle.
  const falling = Array.from({ length: 24 }, (_, at) =>
    at >= 12 && at < 17 ? 36 - at : at < 12 ? 19 - at : 24 - at,
  );
  expect(near(falling)).toMatchObject({ better: 'smaller', bestNear: null });
});

it('what was stopped early is none of the best', () => {
  const scores = [1, 2, 3, 9, 10, 9.5, 4, 5, 4.5, 20, 21, 22];
  const its = ofRates(scores).map((one, at) => ({ ...one, isWhole: at < 9 }));
  expect(importances(['rate'], its)[0]!.bestNear).toBeNull();
  const flat = ofRates([1, 2, 3, 9, 10, 9.5, 4, 5, 4.5, 2.5, 1.5, 0.5]);
  expect(importances(['rate'], flat)[0]!.bestNear).toBe(10 ** (4 / 4 - 4));
  expect(
    importances(
      ['rate'],
      flat.map((one) => ({ ...one, isWhole: false })),
    )[0]!.bestNear,
  ).toBeNull();
});

it('of a list of numbers the best value is one of them', () => {
  const sizes = [32, 64, 128];
  const its = Array.from({ length: 15 }, (_, at) => ({
    set: new Map([['batchSize', sizes[at % 3]!]]),
    score: (at % 3 === 1 ? 10 : 0) + at / 100,
    isWhole: true,
  }));
  expect(importances(['batchSize'], its)[0]).toMatchObject({ better: null, bestNear: 64 });
});
