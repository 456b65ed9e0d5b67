/** One class against all others, at every threshold above which a sample counts as of that class. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
  /** the likelihood from which on a sample counts, for each point */
  thresholds: Float64Array;
}

export interface ClassCurves {
  /** share of the others taken for it, against the share of it that was found; scikit-learn's `roc_curve` */
  roc: Curve;
  /** share of it that was found, against the share of what was taken for it that was it; `precision_recall_curve` */
  precisionRecall: Curve;
  /** area under the ROC curve: how often one of it has a higher likelihood than one of the others; `roc_auc_score` */
  auc: number;
  /** Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds from the highest down; `average_precision_score` */
  averagePrecision: number;
}

/** After each distinct score, from the highest down: samples so far that are of the class, and that are not. */
function countedAbove(scores: ArrayLike<number>, isPositive: (sample: number) => boolean) {
  const order = Int32Array.from({ length: scores.length }, (_, sample) => sample);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const [hits, alarms, thresholds]: [number[], number[], number[]] = [[], [], []];
  let [hit, alarm] = [0, 0];
  order.forEach((sample, place) => {
    if (isPositive(sample)) hit++;
    else alarm++;
    const score = scores[sample]!;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === score) return;
    hits.push(hit);
    alarms.push(alarm);
    thresholds.push(score);
  });
  return { hits, alarms, thresholds };
}

/**
 * Both curves of one class, with their areas.
 *
 * @param scores how likely each sample is of the class
 * @returns undefined where all samples are of the class, or none: there is nothing to tell apart
 */
export function classCurves(
  scores: ArrayLike<number>,
  isPositive: (sample: number) => boolean,
): ClassCurves | undefined {
  const { hits, alarms, thresholds } = countedAbove(scores, isPositive);
  const [positives, negatives] = [hits.at(-1) ?? 0, alarms.at(-1) ?? 0];
  if (positives === 0 || negatives === 0) return undefined;
  const recall = hits.map((hit) => hit / positives);
  const fallOut = alarms.map((alarm) => alarm / negatives);
  const precision = hits.map((hit, at) => hit / (hit + alarms[at]!));
  let [auc, averagePrecision] = [0, 0];
  recall.forEach((found, at) => {
    const before = recall[at - 1] ?? 0;
    auc += ((fallOut[at]! - (fallOut[at - 1] ?? 0)) * (found + before)) / 2;
    averagePrecision += (found - before) * precision[at]!;
  });
  const above = Float64Array.of(Infinity, ...thresholds);
  return {
    roc: { x: Float64Array.of(0, ...fallOut), y: Float64Array.of(0, ...recall), thresholds: above },
    precisionRecall: {
      x: Float64Array.of(0, ...recall),
      y: Float64Array.of(1, ...precision),
      thresholds: above,
    },
    auc,
    averagePrecision,
  };
}
