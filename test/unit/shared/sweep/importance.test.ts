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
  expect(matters!.correlation).toBeGreaterThan(0.5);
  expect(kind!.share).toBeGreaterThan(0.2);
  expect(kind!.correlation).toBeNull();
  expect(idle!.share).toBeLessThan(0.1);
});

it('says nothing of few trials, and one that diverged decides nothing', () => {
  expect(importances(['idle'], outcomes(5))[0]).toMatchObject({ share: null, correlation: null, trials: 5 });
  const wild = outcomes(60).map((its, at) => (at === 7 ? { ...its, score: -1e12 } : its));
  const [first] = importances(['idle', 'matters'], wild);
  expect(first!.field).toBe('matters');
});
