import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { classMetrics, macroAverage, rankOf, TOP_K } from '@shared/metrics/classification';

const numbers = z.array(z.number());
const fixture = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        classes: z.int(),
        outputs: numbers,
        labels: numbers,
        accuracy: z.number(),
        top5: z.number().nullable(),
        confusion: z.array(numbers),
        precision: numbers,
        recall: numbers,
        f1: numbers,
        support: numbers,
        macro: numbers,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')));

const close = (got: readonly number[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  for (const [index, value] of got.entries()) expect(value).toBeCloseTo(wanted[index]!, 12);
};

describe("scikit-learn's numbers", () => {
  it.each(fixture.cases.map((one) => [one.name, one] as const))('are ours: %s', (_, one) => {
    const outputs = Float32Array.from(one.outputs);
    const ranks = one.labels.map((label, sample) => rankOf(outputs, one.classes, sample, label));
    const within = (k: number) => ranks.filter((rank) => rank < k).length / ranks.length;
    expect(within(1)).toBeCloseTo(one.accuracy, 12);
    if (one.top5 !== null) expect(within(TOP_K)).toBeCloseTo(one.top5, 12);
    const each = classMetrics(one.confusion);
    close(
      each.map(({ precision }) => precision),
      one.precision,
    );
    close(
      each.map(({ recall }) => recall),
      one.recall,
    );
    close(
      each.map(({ f1 }) => f1),
      one.f1,
    );
    close(
      each.map(({ support }) => support),
      one.support,
    );
    const macro = macroAverage(each);
    close([macro.precision, macro.recall, macro.f1], one.macro);
  });
});

describe('the rank of the true class', () => {
  it('is 0 just where the prediction, the first of the largest, is right', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12 }), (values) => {
        const outputs = Float32Array.from(values);
        const predicted = values.indexOf(Math.max(...values));
        const ranks = values.map((_, label) => rankOf(outputs, values.length, 0, label));
        expect(ranks.indexOf(0)).toBe(predicted);
        expect(ranks.toSorted((a, b) => a - b)).toEqual(values.map((_, index) => index));
      }),
    );
  });

  it('is the last where nothing can be compared', () => {
    expect(rankOf(Float32Array.of(NaN, NaN, NaN), 3, 0, 0)).toBe(2);
  });
});
