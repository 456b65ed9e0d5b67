import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pairedT, wilcoxon } from '@shared/metrics/paired-tests';
import { rankCorrelation } from '@shared/metrics/ranks';
import { tInterval, tOf95 } from '@shared/metrics/student-t';
import { Asha } from '@shared/sweep/asha';
import { sobol, SOBOL_DIMENSIONS } from '@shared/sweep/sobol';
import fixture from './sweep.json';

const numbers = z.array(z.number());
const interval = z.object({ from: z.number(), to: z.number() });

/** Written by `make-sweep-fixtures.py`. */
const written = z
  .object({
    sobol: z.array(z.array(z.int())),
    asha: z.array(
      z.object({
        reduction: z.int(),
        minEpochs: z.int(),
        maxEpochs: z.int(),
        mode: z.enum(['min', 'max']),
        reports: z.array(z.tuple([z.int(), z.int(), z.number(), z.int()])),
      }),
    ),
    t: z.array(z.tuple([z.int(), z.number()])),
    paired: z.array(
      z.object({
        first: numbers,
        second: numbers,
        mean: interval.extend({ mean: z.number() }),
        t: interval.extend({ statistic: z.number(), p: z.number() }),
        wilcoxon: z.object({ statistic: z.number(), p: z.number() }),
        isExact: z.boolean(),
      }),
    ),
    correlation: z.array(z.object({ x: numbers, y: numbers, rho: z.number() })),
  })
  .parse(fixture);

it('Sobol points are those of SciPy, bit for bit, in all dimensions', () => {
  expect(written.sobol[0]).toHaveLength(SOBOL_DIMENSIONS);
  const ours = written.sobol.map((point, n) => point.map((_, dimension) => sobol(n, dimension) / 4));
  expect(ours).toEqual(written.sobol);
});

describe('asynchronous successive halving decides as Ray Tune does', () => {
  it.each(written.asha)('reduction $reduction, from epoch $minEpochs to $maxEpochs, $mode', (recorded) => {
    const { reports, maxEpochs, mode } = recorded;
    const asha = new Asha(recorded, maxEpochs);
    const ours = reports.map(([trial, epoch, value]) => {
      return asha.report(trial, epoch, mode === 'max' ? value : -value) ? 1 : 0;
    });
    expect(ours).toEqual(reports.map(([, , , decision]) => decision));
    expect(ours).toContain(0);
  });
});

describe('repeated runs', () => {
  it('have Student’s t as SciPy has it', () => {
    for (const [freedom, quantile] of written.t) expect(tOf95(freedom) / quantile).toBeCloseTo(1, 9);
  });

  it.each(written.paired)('of $first.length pairs are tested as by SciPy', (pairs) => {
    const { first, second, mean, t, wilcoxon: signed, isExact } = pairs;
    const close = (ours: number, theirs: number) => expect(ours / theirs).toBeCloseTo(1, 8);
    const ours = tInterval(first);
    for (const key of ['mean', 'from', 'to'] as const) close(ours[key], mean[key]);
    const paired = pairedT(first, second);
    for (const key of ['statistic', 'p', 'from', 'to'] as const) close(paired[key], t[key]);
    const ranked = wilcoxon(first, second);
    expect(ranked.statistic).toBe(signed.statistic);
    expect(ranked.method).toBe(isExact ? 'exact' : 'normal');
    close(ranked.p, signed.p);
  });

  it.each(written.paired)(
    'are ranked alike in whatever unit they are: $first.length pairs',
    ({ first, second }) => {
      const { p, statistic, pairs } = wilcoxon(first, second);
      const inUnit = (values: readonly number[], unit: number) => values.map((value) => value * unit);
      for (const unit of [2 ** -40, 2 ** 40]) {
        const other = wilcoxon(inUnit(first, unit), inUnit(second, unit));
        expect(other).toMatchObject({ p, statistic, pairs });
      }
    },
  );

  it('rank correlation is SciPy’s, ties included', () => {
    for (const { x, y, rho } of written.correlation) expect(rankCorrelation(x, y)).toBeCloseTo(rho, 12);
  });
});
