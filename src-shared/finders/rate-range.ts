import type { RateRange, RateRangeAsk } from '../contract/finders';

/** The learning rate of a step of a range test, counted from 1: from the first to the last by the same factor each. */
export const rateAt = ({ from, to, steps }: RateRangeAsk, step: number): number =>
  from * (to / from) ** ((step - 1) / Math.max(1, steps - 1));

/** How far a range test came: it ends by itself where the loss has grown beyond use. */
export const rangeStepsWords = ({ rates, diverged }: Pick<RateRange, 'rates' | 'diverged'>, most: number) =>
  diverged
    ? `${rates.length} of at most ${most} steps: the loss had then grown beyond use`
    : `${rates.length} steps`;

/** What a range test says. */
export interface RateFinding {
  /** of the losses, each the mean of those about it: without the lag of a running mean */
  smoothed: number[];
  /** where the loss falls fastest; null where it falls nowhere */
  suggested: number | null;
  /** where it was lowest */
  lowest: number | null;
  /** which of the steps that was, from 0 */
  lowestAt: number | null;
  /** in a sentence or two */
  words: string;
}

/** Losses on either side that are taken together, of a hundred. */
const SHARE_ABOUT = 0.03;
/** The first steps tell more of the first weights than of the rate. */
const SHARE_LEFT_OUT = 0.05;
/** A loss that falls by less has not fallen. */
const LEAST_FALL = 0.03;

function smoothed(losses: readonly number[], about: number): number[] {
  return losses.map((_, at) => {
    const its = losses.slice(Math.max(0, at - about), at + about + 1);
    return its.reduce((sum, loss) => sum + loss, 0) / its.length;
  });
}

/** Slope of a straight line through the values about a place, by least squares. */
function slopeAt(values: readonly number[], at: number, about: number): number {
  const [from, to] = [Math.max(0, at - about), Math.min(values.length - 1, at + about)];
  const middle = (from + to) / 2;
  let [over, under] = [0, 0];
  for (let place = from; place <= to; place++) {
    over += (place - middle) * values[place]!;
    under += (place - middle) ** 2;
  }
  return under === 0 ? 0 : over / under;
}

/**
 * Reads a learning-rate range test (L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017,
 * https://arxiv.org/abs/1506.01186, section 3.3; with rates that rise by a factor instead of by a sum). Suggested is the
 * rate at which the smoothed loss falls fastest, by the logarithm of the rate, before it is lowest.
 */
export function readRateRange({ rates, losses }: Pick<RateRange, 'rates' | 'losses'>): RateFinding {
  const known = losses.findIndex((loss) => loss === null || !Number.isFinite(loss));
  const finite = (known < 0 ? losses : losses.slice(0, known)).map(Number);
  const about = Math.max(1, Math.round(SHARE_ABOUT * losses.length));
  const means = smoothed(finite, about);
  const first = Math.round(SHARE_LEFT_OUT * losses.length);
  let low = first;
  for (let at = first; at < means.length; at++) if (means[at]! < means[low]!) low = at;
  const begun = means[first] ?? Number.NaN;
  if (!(begun - means[low]! > LEAST_FALL * Math.abs(begun))) {
    return {
      smoothed: means,
      suggested: null,
      lowest: null,
      lowestAt: null,
      words:
        'The loss fell at none of these rates: look at the data and the model first, or try over a wider range.',
    };
  }
  let steepest = first;
  for (let at = first; at < low; at++) {
    if (slopeAt(means, at, about) < slopeAt(means, steepest, about)) steepest = at;
  }
  const suggested = Number(rates[steepest]!.toPrecision(2));
  const lowest = Number(rates[low]!.toPrecision(2));
  // It may have been lowest at the highest rates that were tried, with nothing behind them.
  const isFallingStill = known < 0 && low >= means.length - 1 - about;
  return {
    smoothed: means,
    suggested,
    lowest,
    lowestAt: low,
    words: isFallingStill
      ? `The loss falls fastest at about ${suggested}, and was lowest at about ${lowest}, where the rates that were tried end: higher ones may do better. Begin with ${suggested}, or try over a wider range.`
      : `The loss falls fastest at about ${suggested}, and is lowest at about ${lowest}, above which it grows again. Begin with ${suggested}, or less for a long run; a schedule that falls can begin nearer to ${lowest}.`,
  };
}
