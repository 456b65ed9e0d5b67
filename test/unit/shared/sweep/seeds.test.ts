import { describe, expect, it } from 'vitest';
import { compareSeeds, type Repeated } from '@shared/sweep/compare-seeds';
import type { Loss } from '@shared/spec/run-spec';
import { meanWords, resultOfSeeds, seedCurve, seedResult } from '@shared/sweep/seed-curves';

const of = (dataset: string, loss: Loss = 'softmax-cross-entropy'): Repeated['spec'] => ({
  run: { data: { dataset }, loss, labelSmoothing: 0 },
});
const repeated = (name: string, values: number[], more: Partial<Repeated> = {}): Repeated => ({
  name,
  metric: 'valAccuracy',
  spec: of('digits'),
  trials: values.map((best, seed) => ({ set: [['seed', seed]], best, end: 'completed' })),
  ...more,
});
/** The digits of the other machine are those of this one. */
const contentOf = (dataset: string) => dataset.replace('box:', '');
const told = (one: Repeated, other: Repeated): string => {
  const comparison = compareSeeds(one, other, contentOf);
  return typeof comparison === 'string' ? comparison : comparison.words;
};

describe('two repeated runs', () => {
  const first = repeated('wide', [0.91, 0.92, 0.915, 0.918, 0.921, 0.917]);

  it('are told apart where pairs differ alike, and not where they do not', () => {
    const lower = repeated('narrow', [0.9, 0.911, 0.904, 0.909, 0.912, 0.906]);
    expect(told(first, lower)).toMatch(
      /^wide is better than narrow by 0\.98 percentage points on average \(95% interval 0\.\d\d to 1\.\d\d\), more than luck/,
    );
    const mixed = repeated('other', [0.93, 0.9, 0.92, 0.9, 0.94, 0.9]);
    expect(told(first, mixed)).toMatch(/may well be luck/);
  });

  it('are compared by the seeds that both have, and the lower loss is better', () => {
    const loss = { metric: 'valLoss' } as const;
    const comparison = compareSeeds(
      repeated('a', [0.2, 0.21, 0.19], loss),
      repeated('b', [0.3, 0.32], loss),
      contentOf,
    );
    expect(comparison).toMatchObject({ pairs: 2 });
    expect(told(repeated('a', [0.2, 0.21], loss), repeated('b', [0.3, 0.32], loss))).toMatch(
      /^2 pairs are few: repeat both with 6 seeds or more\. a is better than b by 0\.1050 on average \(95% interval/,
    );
  });

  it('say of few pairs what they cannot show', () => {
    expect(told(repeated('a', [0.1, 0.2, 0.3]), repeated('b', [0.11, 0.22, 0.33]))).toMatch(
      /With 3 pairs Wilcoxon’s test cannot fall below 0\.25/,
    );
  });

  it('are not compared where that says nothing', () => {
    expect(told(first, repeated('x', [1, 2], { spec: of('other') }))).toMatch(/different data/);
    expect(told(first, repeated('x', [1, 2], { metric: 'valLoss' }))).toMatch(/different metrics/);
    const other = { ...first, spec: of('digits', 'binary-cross-entropy') };
    expect(told({ ...first, metric: 'valLoss' }, { ...other, metric: 'valLoss' })).toMatch(
      /different losses/,
    );
    expect(told(first, other), 'accuracies compare').toMatch(/the same/);
    expect(told(first, repeated('x', [1]))).toMatch(/Fewer than two/);
    expect(told(first, { ...first, name: 'same' })).toMatch(/the same/);
  });

  it('are on the same data where its copy lies on another machine', () => {
    expect(told(first, { ...first, spec: of('box:digits') })).toMatch(/the same/);
  });
});

it('a curve of seeds is as long as the shortest, with a band about its mean', () => {
  const [one, two] = seedCurve([
    [1, 2, 3],
    [3, 4],
  ]);
  expect(one).toMatchObject({ epoch: 1, mean: 2, least: 1, most: 3 });
  expect(one!.from).toBeLessThan(1);
  expect(two).toMatchObject({ epoch: 2, mean: 3 });
  expect(
    seedCurve([
      [1, null],
      [2, 3],
    ]),
  ).toHaveLength(1);
  // Runs that go on from a checkpoint after three epochs.
  expect(
    seedCurve(
      [
        [1, 2],
        [3, 4],
      ],
      4,
    ).map(({ epoch }) => epoch),
  ).toEqual([4, 5]);
  expect(seedCurve([])).toEqual([]);
  expect(seedResult([5])).toMatchObject({ mean: 5, deviation: null, count: 1 });
});

it('a list has the mean of the seeds that were completed, with their deviation', () => {
  const of = (best: number | null, end: string | null = 'completed') => ({ best, end });
  const text = (value: number) => value.toFixed(2);
  const result = resultOfSeeds([of(1), of(3), of(9, null), of(9, 'failed'), of(null)]);
  expect(result).toMatchObject({ mean: 2, count: 2 });
  expect(meanWords(result!, text)).toBe('2.00 ± 1.41');
  expect(meanWords(resultOfSeeds([of(4)])!, text)).toBe('4.00');
  expect(resultOfSeeds([of(1, null)])).toBeUndefined();
});
