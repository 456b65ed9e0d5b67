/** Samples whose likelihoods lie in one stretch. */
export interface ReliabilityBin {
  from: number;
  to: number;
  samples: number;
  /** mean likelihood of the predicted class; 0 where there are no samples */
  confidence: number;
  /** share whose prediction was right; 0 where there are no samples */
  accuracy: number;
}

/** Ten stretches of equal width, as most papers have them. */
export const BINS = 10;

/** In which of the bins a likelihood lies: (0, 0.1], (0.1, 0.2], … with 0 in the first. */
export const binOf = (likelihood: number, bins = BINS): number =>
  Math.min(bins - 1, Math.max(0, Math.ceil(likelihood * bins) - 1));

/** The data of a reliability diagram (DeGroot and Fienberg, 1983) of the predicted classes. */
export function reliabilityBins(
  confidences: ArrayLike<number>,
  isRight: (sample: number) => boolean,
  bins = BINS,
): ReliabilityBin[] {
  const samples = new Float64Array(bins);
  const [sums, hits] = [new Float64Array(bins), new Float64Array(bins)];
  for (let sample = 0; sample < confidences.length; sample++) {
    const bin = binOf(confidences[sample]!, bins);
    samples[bin]!++;
    sums[bin]! += confidences[sample]!;
    if (isRight(sample)) hits[bin]!++;
  }
  const mean = (sum: number, count: number) => (count === 0 ? 0 : sum / count);
  return Array.from(samples, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    samples: count,
    confidence: mean(sums[bin]!, count),
    accuracy: mean(hits[bin]!, count),
  }));
}

/**
 * Expected calibration error: the mean distance between how sure a model was and how often it was right, over bins
 * weighted by their samples (Guo et al., "On Calibration of Modern Neural Networks", 2017).
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { samples }) => sum + samples, 0);
  return bins.reduce(
    (sum, { samples, accuracy, confidence }) => sum + (samples / all) * Math.abs(accuracy - confidence),
    0,
  );
}

/** The least likelihood that counts in a log loss, as in scikit-learn for float64. */
const EPSILON = 2 ** -52;

/**
 * Mean over samples of −ln of the likelihood of the true class, in nats, with likelihoods brought to a sum of 1;
 * scikit-learn's `log_loss`.
 *
 * @param likelihoods of all samples, `classes` numbers each
 */
export function logLoss(likelihoods: ArrayLike<number>, classes: number, truth: ArrayLike<number>): number {
  let loss = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const at = sample * classes;
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += likelihoods[at + i]!;
    const likelihood = sum > 0 ? likelihoods[at + truth[sample]!]! / sum : 1 / classes;
    loss -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, likelihood)));
  }
  return loss / truth.length;
}

/**
 * Mean squared distance between the likelihoods and what was so (1 for the true class, else 0), summed over classes, from
 * 0 to 2 (G. W. Brier, 1950); scikit-learn's `brier_score_loss(scale_by_half=False)`.
 */
export function brierScore(
  likelihoods: ArrayLike<number>,
  classes: number,
  truth: ArrayLike<number>,
): number {
  let score = 0;
  for (let sample = 0; sample < truth.length; sample++) {
    const at = sample * classes;
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += likelihoods[at + i]!;
    for (let i = 0; i < classes; i++) {
      const likelihood = sum > 0 ? likelihoods[at + i]! / sum : 1 / classes;
      score += (likelihood - (truth[sample] === i ? 1 : 0)) ** 2;
    }
  }
  return score / truth.length;
}
