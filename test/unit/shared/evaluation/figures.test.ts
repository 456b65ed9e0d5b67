import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '@shared/contract/evaluation';
import { classFigures, confusionOf, drawnClassFigures } from '@shared/evaluation/class-figures';
import {
  isRight,
  judge,
  leadOf,
  leastSure,
  samplesOfCell,
  surestMistakes,
  type Judged,
} from '@shared/evaluation/judged';
import { valueFigures } from '@shared/evaluation/value-figures';
import { bootstrapReplicates, finished, percentileInterval } from '@shared/metrics/bootstrap';
import { calibrationError, reliabilityBins } from '@shared/metrics/calibration';
import { classMetrics, macroAverage } from '@shared/metrics/classification';
import { classCurves } from '@shared/metrics/curves';
import { meanInterval } from '@shared/metrics/intervals';
import { mcnemar } from '@shared/metrics/mcnemar';
import { fitTemperature, lossAtTemperature } from '@shared/metrics/temperature';

const CLASSES = 3;
/** Samples of three classes with outputs that often tie. */
const judgedSamples = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: CLASSES - 1 }),
      fc.array(fc.integer({ min: -4, max: 4 }), { minLength: CLASSES, maxLength: CLASSES }),
    ),
    { minLength: 2, maxLength: 40 },
  )
  .map((samples): Judged =>
    judge({
      type: 'classes',
      loss: 'softmax-cross-entropy',
      places: Int32Array.from(samples, (_, at) => at),
      truth: Int32Array.from(samples, ([label]) => label),
      losses: Float32Array.from(samples, () => 1),
      outputs: Float32Array.from(samples.flatMap(([, outputs]) => outputs)),
    }),
  );
const scored = fc.array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.boolean()), {
  minLength: 2,
  maxLength: 50,
});
const evaluationOf = (judged: Judged): Evaluation => {
  const confusion = confusionOf(judged);
  const correct = confusion.reduce((sum, row, at) => sum + row[at]!, 0);
  return {
    id: 'a',
    run: 'a-run',
    checkpoint: '0001-10',
    dataset: 'digits',
    datasetName: 'Digits',
    split: 'test',
    at: '2026-11-24T10:00:00.000Z',
    isFinal: false,
    samples: judged.samples,
    correct,
    loss: 1,
    accuracy: correct / judged.samples,
    top5Accuracy: null,
    confusion,
    values: null,
    outputs: null,
    seconds: 1,
  };
};

describe('what was judged', () => {
  it('adds up: cells hold each sample once, and their samples are those that they count', () => {
    fc.assert(
      fc.property(judgedSamples, (judged) => {
        const confusion = confusionOf(judged);
        expect(confusion.flat().reduce((sum, cell) => sum + cell, 0)).toBe(judged.samples);
        confusion.forEach((row, label) =>
          row.forEach((cell, taken) => expect(samplesOfCell(judged, label, taken)).toHaveLength(cell)),
        );
        const right = confusion.reduce((sum, row, at) => sum + row[at]!, 0);
        expect(surestMistakes(judged)).toHaveLength(judged.samples - right);
      }),
    );
  });

  it('is in the order that is said', () => {
    fc.assert(
      fc.property(judgedSamples, (judged) => {
        const sure = surestMistakes(judged).map((sample) => judged.confidences[sample]!);
        expect(sure).toEqual(sure.toSorted((a, b) => b - a));
        const leads = leastSure(judged).map((sample) => leadOf(judged, sample));
        expect(leads).toEqual(leads.toSorted((a, b) => a - b));
        expect(leads).toHaveLength(judged.samples);
      }),
    );
  });
});

describe('the area under a ROC curve', () => {
  const areaOf = (samples: readonly (readonly [number, boolean])[], by: (score: number) => number) =>
    classCurves(
      samples.map(([score]) => by(score)),
      (sample) => samples[sample]![1],
    )?.auc;

  it('stays when scores are moved without changing their order, and turns round with it', () => {
    fc.assert(
      fc.property(scored, (samples) => {
        const area = areaOf(samples, (score) => score);
        expect(areaOf(samples, (score) => Math.exp(score / 3) - 7)).toBe(area);
        const turned = areaOf(samples, (score) => -score);
        if (area === undefined) expect(turned).toBeUndefined();
        else expect(turned).toBeCloseTo(1 - area, 12);
      }),
    );
  });

  it('is how often one of the class has a higher score than another, ties half', () => {
    fc.assert(
      fc.property(scored, (samples) => {
        const [its, others] = [true, false].map((wanted) => samples.filter(([, one]) => one === wanted));
        const pairs = its!.flatMap(([a]) => others!.map(([b]) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const area = areaOf(samples, (score) => score);
        if (pairs.length === 0) expect(area).toBeUndefined();
        else expect(area).toBeCloseTo(pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length, 12);
      }),
    );
  });
});

it('a calibration error lies between 0 and 1, and is 0 where shares are as likelihoods say', () => {
  fc.assert(
    fc.property(judgedSamples, (judged) => {
      const error = calibrationError(
        reliabilityBins(judged.confidences, (sample) => isRight(judged, sample)),
      );
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThanOrEqual(1);
    }),
  );
  const half = reliabilityBins([0.5, 0.5, 1], (sample) => sample !== 0);
  expect(calibrationError(half)).toBe(0);
});

it('a temperature that was fitted makes the loss no larger', () => {
  fc.assert(
    fc.property(judgedSamples, ({ outputs, classes, truth }) => {
      const temperature = fitTemperature(outputs, classes, truth);
      expect(temperature).toBeGreaterThanOrEqual(0.01);
      expect(temperature).toBeLessThanOrEqual(100.000001);
      const after = lossAtTemperature(outputs, classes, truth, temperature);
      for (const other of [1, temperature * 1.1, temperature / 1.1]) {
        if (other >= 0.01 && other <= 100)
          expect(after).toBeLessThanOrEqual(lossAtTemperature(outputs, classes, truth, other) + 1e-9);
      }
    }),
  );
});

it("McNemar's test does not mind which model is the first", () => {
  const counts = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(counts, counts, (first, second) => {
      const test = mcnemar(first, second);
      expect(test).toEqual(mcnemar(second, first));
      expect(test.p).toBeGreaterThanOrEqual(0);
      expect(test.p).toBeLessThanOrEqual(1);
    }),
  );
});

describe('the bootstrap', () => {
  const values = Array.from({ length: 200 }, (_, at) => Math.sin(at * at));
  const mean = (samples: Int32Array) => [samples.reduce((sum, at) => sum + values[at]!, 0) / samples.length];

  it('gives of a mean about what the formula gives, and the same each time', () => {
    const [replicates] = finished(bootstrapReplicates(values.length, mean));
    const drawn = percentileInterval(replicates!);
    const wanted = meanInterval(values);
    expect(Math.abs(drawn.from - wanted.from)).toBeLessThan(0.02);
    expect(Math.abs(drawn.to - wanted.to)).toBeLessThan(0.02);
    expect(finished(bootstrapReplicates(values.length, mean))[0]).toEqual(replicates);
  });
});

it('what is worked out of drawn samples is what is worked out of all, where each is drawn once', () => {
  fc.assert(
    fc.property(judgedSamples, (judged) => {
      const [f1, error] = drawnClassFigures(judged)(Int32Array.from(judged.places.keys()));
      expect(f1).toBeCloseTo(macroAverage(classMetrics(confusionOf(judged))).f1, 12);
      const bins = reliabilityBins(judged.confidences, (sample) => isRight(judged, sample));
      expect(error).toBeCloseTo(calibrationError(bins), 12);
    }),
  );
});

it('every figure of classes lies in its interval', () => {
  fc.assert(
    fc.property(judgedSamples, (judged) => {
      for (const { id, value, from, to } of finished(classFigures(evaluationOf(judged), judged))) {
        // What is drawn anew with so few samples may miss a class, which F1 then counts as 0.
        if (id === 'macroF1') continue;
        expect(from, id).toBeLessThanOrEqual(value + 1e-12);
        expect(to, id).toBeGreaterThanOrEqual(value - 1e-12);
      }
    }),
    { numRuns: 8 },
  );
});

it('of two samples, one of them surely wrong, no interval goes beyond what a figure can be', () => {
  const judged = judge({
    type: 'classes',
    loss: 'softmax-cross-entropy',
    places: Int32Array.of(0, 1),
    truth: Int32Array.of(0, 1),
    losses: Float32Array.of(0, 2),
    outputs: Float32Array.of(9, 0, 9, 0),
  });
  const all = finished(classFigures(evaluationOf(judged), judged));
  const loss = all.find(({ id }) => id === 'loss');
  expect([loss?.from, loss?.to]).toEqual([0, expect.closeTo(2.96, 2)]);
  const brier = all.find(({ id }) => id === 'brier');
  expect([brier?.from, brier?.to]).toEqual([0, 2]);
});

it('R² of drawn samples is about that of all', () => {
  const truth = Float32Array.from({ length: 300 }, (_, at) => 1000 + Math.sin(at * at) * 10);
  const predicted = truth.map((value, at) => value + Math.cos(3 * at * at));
  const values = {
    mae: 0,
    rmse: Math.SQRT1_2,
    r2: 0.99,
    each: [],
    points: [],
    residuals: { min: 0, max: 0, counts: [] },
  };
  const [first] = finished(
    valueFigures(
      { ...evaluationOf(judgeNothing()), values, samples: 300 },
      {
        type: 'values',
        places: Int32Array.from(truth.keys()),
        losses: new Float32Array(300),
        truth,
        predicted,
      },
    ),
  );
  expect(first!.from).toBeGreaterThan(0.98);
  expect(first!.to).toBeLessThan(1);
});

const judgeNothing = () =>
  judge({
    type: 'classes',
    loss: 'softmax-cross-entropy',
    places: Int32Array.of(0),
    truth: Int32Array.of(0),
    losses: Float32Array.of(0),
    outputs: Float32Array.of(1, 0),
  });
