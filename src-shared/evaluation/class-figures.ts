import type { Evaluation } from '../contract/evaluation';
import { bootstrapReplicates, mirroredInterval, percentileInterval } from '../metrics/bootstrap';
import { BINS, binOf, brierScore, calibrationError, reliabilityBins } from '../metrics/calibration';
import { classMetrics, macroAverage, rankOf } from '../metrics/classification';
import { meanInterval, shareInterval } from '../metrics/intervals';
import { NOT_YET, type Figure, type FiguresWork } from './figure';
import { isRight, likelihoodOf, type Judged } from './judged';

/** Counts by true and predicted class. */
export function confusionOf({ classes, truth, predicted, samples }: Judged): number[][] {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let sample = 0; sample < samples; sample++) counts[truth[sample]!]![predicted[sample]!]!++;
  return counts;
}

/** What is drawn anew again and again, with no more than sums for each draw: macro F1 as in `classMetrics`. */
export function drawnClassFigures({ classes, truth, predicted, confidences }: Judged) {
  const bins = Int32Array.from(confidences, (confidence) => binOf(confidence));
  return (drawn: Int32Array): [macroF1: number, calibration: number] => {
    // Of each class: how often it was so, plus how often it was guessed; and how often both.
    const [named, hits] = [new Float64Array(classes), new Float64Array(classes)];
    const surplus = new Float64Array(BINS);
    for (const sample of drawn) {
      const [label, guess, bin] = [truth[sample]!, predicted[sample]!, bins[sample]!];
      named[label]!++;
      named[guess]!++;
      surplus[bin]! += confidences[sample]!;
      if (label !== guess) continue;
      hits[label]!++;
      surplus[bin]!--;
    }
    const f1 = hits.reduce((sum, hit, one) => sum + (hit === 0 ? 0 : (2 * hit) / named[one]!), 0) / classes;
    return [f1, surplus.reduce((sum, its) => sum + Math.abs(its), 0) / drawn.length];
  };
}

/**
 * The figures that come first, each with its interval. Those that are drawn by bootstrap take a while: the work can be
 * done a piece at a time.
 */
export function* classFigures(evaluation: Evaluation, judged: Judged): FiguresWork {
  const { samples, classes } = judged;
  const correct = evaluation.correct ?? 0;
  const loss = meanInterval(judged.losses);
  const brier = meanInterval(brierOfEach(judged));
  let second = 0;
  for (let sample = 0; sample < samples; sample++)
    if (rankOf(judged.outputs, classes, sample, judged.truth[sample]!) < 2) second++;
  const bins = reliabilityBins(judged.confidences, (sample) => isRight(judged, sample));
  const error = calibrationError(bins);
  const top2: Figure[] =
    classes > 2
      ? [
          {
            id: 'top2',
            label: 'Right in top 2',
            value: second / samples,
            ...shareInterval(second, samples),
            kind: 'share',
            meaning: 'How often the true class was its first or second guess.',
            by: 'Wilson',
          },
        ]
      : [];
  const figures: Figure[] = [
    {
      id: 'accuracy',
      label: 'Accuracy',
      value: correct / evaluation.samples,
      ...shareInterval(correct, evaluation.samples),
      kind: 'share',
      meaning: 'The share of samples whose class was guessed right.',
      by: 'Wilson',
    },
    {
      id: 'loss',
      label: 'Loss',
      value: evaluation.loss,
      // Where only some samples were kept, their interval lies about the mean of all.
      from: Math.max(0, evaluation.loss + loss.from - loss.mean),
      to: evaluation.loss + loss.to - loss.mean,
      kind: 'number',
      meaning: 'What training makes small: it grows with each mistake, most where the model was sure.',
      by: 'normal',
    },
    {
      id: 'macroF1',
      label: 'Macro F1',
      value: macroAverage(classMetrics(evaluation.confusion)).f1,
      ...NOT_YET,
      kind: 'number',
      meaning: 'How well classes are told apart, where each class counts the same, however rare.',
      by: 'bootstrap',
    },
    ...top2,
    {
      id: 'calibration',
      label: 'Calibration error',
      value: error,
      ...NOT_YET,
      kind: 'share',
      meaning: 'How far, on average, it is surer or less sure than it is right.',
      by: 'bootstrap',
    },
    {
      id: 'brier',
      label: 'Brier score',
      value: brierScore(judged.likelihoods, classes, judged.truth),
      from: Math.max(0, brier.from),
      to: Math.min(2, brier.to),
      kind: 'number',
      meaning: 'How far its likelihoods are from what was so: 0 is perfect, 2 is sure and always wrong.',
      by: 'normal',
    },
  ];
  yield figures;
  const [f1s, errors] = yield* bootstrapReplicates(samples, drawnClassFigures(judged));
  return figures.map((figure) => {
    if (figure.id === 'macroF1') return { ...figure, ...percentileInterval(f1s!) };
    return figure.id === 'calibration' ? { ...figure, ...mirroredInterval(error, errors!) } : figure;
  });
}

/** Of each sample, what the mean over all is the Brier score of. */
function brierOfEach(judged: Judged): Float64Array {
  const { samples, classes, truth } = judged;
  const each = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const its = Array.from({ length: classes }, (_, one) => likelihoodOf(judged, sample, one));
    each[sample] = brierScore(its, classes, [truth[sample]!]);
  }
  return each;
}
