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
    return { set, score: 8 * matters + 2 * kind + 0.3 * random.normal() };
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
  scores.map((score, at) => ({ set: new Map([['rate', 10 ** (at / 4 - 4)]]), score }));

it('what is best in the middle matters, and has no direction', () => {
  const [rate] = importances(
    ['rate'],
    ofRates([0.93, 0.94, 0.942, 0.96, 0.963, 0.966, 0.969, 0.968, 0.964, 0.95, 0.945, 0.93]),
  );
  expect(rate!.share).toBeGreaterThan(0.5);
  expect(rate!.better).toBeNull();
});

it('no direction is told where nothing is explained, or luck does as much', () => {
  const [idle] = importances(['rate'], ofRates([5, 9, 1, 12, 3, 8, 2, 11, 6, 4, 10, 7]));
  expect(idle).toMatchObject({ share: 0, better: null });
  const rising = importances(['rate'], ofRates([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  expect(rising[0]!.better).toBe('larger');
  const falling = importances(['rate'], ofRates([12, 11, 9, 10, 8, 7, 6, 5, 3, 4, 2, 1]));
  expect(falling[0]!.better).toBe('smaller');
});

it('a list of values needs some trials of each', () => {
  const kinds = Array.from({ length: 12 }, (_, at) => ({
    set: new Map([['kind', `kind ${at % 5}`]]),
    score: at,
  }));
  expect(importances(['kind'], kinds)[0]!.share).toBeNull();
});
