import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { averageMetrics, regressionMetrics, type RegressionMetrics } from '@shared/metrics/regression';
import type { VisitRows } from '../../src-main/engine/data/visit-rows';
import { adaptNormalization } from '../../src-main/engine/train/adapt-normalization';
import { fitTargetScale } from '../../src-main/engine/train/target-scale';

const numbers = z.array(z.number());
const fixture = z
  .object({
    values: z.array(
      z.object({
        name: z.string(),
        truth: z.array(numbers),
        predicted: z.array(numbers),
        each: z.array(numbers),
        average: numbers,
      }),
    ),
    scaler: z.object({
      rows: z.array(z.array(z.number().nullable())),
      mean: numbers,
      scale: numbers,
      medians: numbers,
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')));

const listed = ({ mae, rmse, r2 }: RegressionMetrics) => [mae, rmse, r2];
const close = (got: ArrayLike<number>, wanted: readonly number[], relative: number) => {
  expect(got).toHaveLength(wanted.length);
  for (const [index, value] of Array.from(got).entries()) {
    const its = wanted[index]!;
    expect(Math.abs(value - its)).toBeLessThanOrEqual(relative * Math.max(1e-6, Math.abs(its)));
  }
};

describe("scikit-learn's numbers for predicted values", () => {
  it.each(fixture.values.map((one) => [one.name, one] as const))('are ours: %s', (_, one) => {
    const each = one.truth.map((truth, index) => regressionMetrics(truth, one.predicted[index]!));
    for (const [index, metrics] of each.entries()) close(listed(metrics), one.each[index]!, 1e-9);
    close(listed(averageMetrics(each)), one.average, 1e-9);
  });
});

describe("scikit-learn's StandardScaler", () => {
  const { rows, mean, scale, medians } = fixture.scaler;
  const width = mean.length;
  // Among others that are not trained on, and must not count.
  const inputs = Float32Array.from([...rows, ...rows].flat(), (value) => value ?? NaN);
  inputs.fill(1e9, rows.length * width);
  const training = Int32Array.from(rows.keys());
  const visitRows: VisitRows = async (indices, visit) => {
    for (const index of indices) visit(inputs, index * width);
  };
  const column = (fill: 'mean' | 'median') =>
    Array.from({ length: width }, (_, index) => ({
      type: 'number' as const,
      name: `x${index}`,
      missing: 0,
      fill,
    }));

  it('has the mean and variance of a normalization', async () => {
    const input = { type: 'table' as const, columns: column('mean') };
    const normalization = await adaptNormalization(visitRows, input, training);
    close(normalization.mean, mean, 1e-6);
    close(normalization.variance.map(Math.sqrt), scale, 1e-6);
    expect(normalization.fill).toEqual(normalization.mean);
  });

  it('leaves categories as they are, and fills in medians where that is asked for', async () => {
    const columns = [
      ...column('median').slice(0, 3),
      { type: 'category' as const, name: 'kind', categories: ['only'], missing: 0 },
    ];
    const normalization = await adaptNormalization(visitRows, { type: 'table', columns }, training);
    close(normalization.fill.subarray(0, 3), medians.slice(0, 3), 1e-6);
    expect([normalization.mean[3], normalization.variance[3], normalization.fill[3]]).toEqual([0, 1, 0]);
  });

  it('has the scale of targets', () => {
    const targets = Float32Array.from(rows, (row) => row[0]!);
    const { mean: middle, deviation } = fitTargetScale(targets, 1, training);
    close([middle[0]!, deviation[0]!], [mean[0]!, scale[0]!], 1e-6);
  });
});
