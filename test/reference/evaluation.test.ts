import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mirroredInterval, percentileInterval } from '@shared/metrics/bootstrap';
import { brierScore, calibrationError, logLoss, reliabilityBins } from '@shared/metrics/calibration';
import { classCurves } from '@shared/metrics/curves';
import { meanInterval, shareInterval } from '@shared/metrics/intervals';
import { likelihoods } from '@shared/metrics/likelihoods';
import { classThresholds, likelyWrongLabels } from '@shared/metrics/likely-wrong-labels';
import { erfc, mcnemar } from '@shared/metrics/mcnemar';
import { fitTemperature, lossAtTemperature } from '@shared/metrics/temperature';

const numbers = z.array(z.number());
const caseSchema = z.object({
  name: z.string(),
  classes: z.int(),
  outputs: numbers,
  labels: numbers,
  likelihoods: numbers,
  logLoss: z.number(),
  brier: z.number(),
  binAccuracies: numbers,
  binConfidences: numbers,
  calibrationError: z.number(),
  temperature: z.number(),
  lossThere: z.number(),
  curves: z.array(
    z.object({
      class: z.int(),
      fallOut: numbers,
      recall: numbers,
      thresholds: numbers,
      precision: numbers,
      found: numbers,
      auc: z.number(),
      averagePrecision: z.number(),
    }),
  ),
  thresholds: numbers,
  wrongLabels: numbers,
});
const fixture = z
  .object({
    cases: z.array(caseSchema),
    wilson: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    means: z.array(z.object({ values: numbers, interval: numbers })),
    bootstraps: z.array(
      z.object({
        name: z.string(),
        figure: z.number(),
        replicates: numbers,
        percentile: numbers,
        basic: numbers,
      }),
    ),
    mcnemar: z.array(z.tuple([z.number(), z.number(), z.string(), z.number(), z.number()])),
    erfc: z.array(z.tuple([z.number(), z.number()])),
  })
  .parse(JSON.parse(readFileSync(new URL('evaluation.json', import.meta.url), 'utf8')));

const PRECISE = 1e-9;
const close = (got: ArrayLike<number>, wanted: readonly number[], within = PRECISE) => {
  expect(got).toHaveLength(wanted.length);
  wanted.forEach((value, at) => expect(Math.abs(got[at]! - value)).toBeLessThanOrEqual(within));
};

describe.each(fixture.cases)("scikit-learn's and cleanlab's numbers are ours: $name", (one) => {
  const { classes, labels, outputs } = one;
  const its = labels.flatMap((_, sample) =>
    likelihoods('softmax-cross-entropy', outputs.slice(sample * classes, (sample + 1) * classes)),
  );
  const predicted = labels.map((_, sample) => {
    const own = its.slice(sample * classes, (sample + 1) * classes);
    return own.indexOf(Math.max(...own));
  });

  it('likelihoods, log loss and Brier score', () => {
    close(its, one.likelihoods);
    expect(logLoss(its, classes, labels)).toBeCloseTo(one.logLoss, 9);
    expect(lossAtTemperature(outputs, classes, labels, 1)).toBeCloseTo(one.logLoss, 9);
    expect(brierScore(its, classes, labels)).toBeCloseTo(one.brier, 9);
  });

  it('reliability and the expected calibration error', () => {
    const confidences = labels.map((_, sample) => its[sample * classes + predicted[sample]!]!);
    const bins = reliabilityBins(confidences, (sample) => labels[sample] === predicted[sample]);
    const filled = bins.filter(({ samples }) => samples > 0);
    close(
      filled.map(({ accuracy }) => accuracy),
      one.binAccuracies,
    );
    close(
      filled.map(({ confidence }) => confidence),
      one.binConfidences,
    );
    expect(calibrationError(bins)).toBeCloseTo(one.calibrationError, 9);
  });

  it('the temperature at which the loss is least', () => {
    const temperature = fitTemperature(outputs, classes, labels);
    expect(temperature / one.temperature).toBeCloseTo(1, 6);
    expect(lossAtTemperature(outputs, classes, labels, temperature)).toBeCloseTo(one.lossThere, 9);
  });

  it.each(one.curves)('both curves of class $class, with their areas', (wanted) => {
    const scores = labels.map((_, sample) => its[sample * classes + wanted.class]!);
    const got = classCurves(scores, (sample) => labels[sample] === wanted.class)!;
    close(got.roc.x, wanted.fallOut);
    close(got.roc.y, wanted.recall);
    close(got.roc.thresholds.subarray(1), wanted.thresholds);
    close(got.precisionRecall.x, wanted.found);
    close(got.precisionRecall.y, wanted.precision);
    expect(got.auc).toBeCloseTo(wanted.auc, 9);
    expect(got.averagePrecision).toBeCloseTo(wanted.averagePrecision, 9);
  });

  it('labels that are likely wrong', () => {
    close(classThresholds(its, classes, labels), one.thresholds);
    const found = likelyWrongLabels(its, classes, labels).map(({ sample }) => sample);
    expect(found.toSorted((a, b) => a - b)).toEqual(one.wrongLabels.toSorted((a, b) => a - b));
  });
});

describe('intervals', () => {
  it.each(fixture.wilson)('of a share, as statsmodels: %i of %i', (hits, of, from, to) => {
    const interval = shareInterval(hits, of);
    close([interval.from, interval.to], [from, to]);
  });

  it.each(fixture.means)('of a mean, as SciPy', ({ values, interval }) => {
    const { from, to } = meanInterval(values);
    close([from, to], interval);
  });

  it.each(fixture.bootstraps)(
    'by bootstrap, as SciPy: $name',
    ({ figure, replicates, percentile, basic }) => {
      const drawn = Float64Array.from(replicates);
      const plain = percentileInterval(drawn);
      close([plain.from, plain.to], percentile);
      const mirrored = mirroredInterval(figure, drawn);
      close([mirrored.from, mirrored.to], basic);
    },
  );
});

describe("McNemar's test", () => {
  it.each(fixture.mcnemar)('is that of statsmodels: %i against %i', (first, second, method, statistic, p) => {
    const got = mcnemar(first, second);
    expect(got.method).toBe(method);
    expect(got.statistic).toBeCloseTo(statistic, 9);
    expect(got.p).toBeCloseTo(p, 9);
  });

  it.each(fixture.erfc)('has the error function of SciPy: erfc(%d)', (x, wanted) => {
    expect(Math.abs(erfc(x) - wanted)).toBeLessThanOrEqual(1e-12 * wanted + 1e-15);
  });
});
