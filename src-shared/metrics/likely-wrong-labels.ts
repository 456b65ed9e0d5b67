/** A sample whose label is probably not what it shows. */
export interface WrongLabel {
  sample: number;
  label: number;
  /** the class that it is likelier to be */
  likely: number;
  /** by how much that class is likelier than the label */
  margin: number;
}

/**
 * How sure a model has to be of a class before it counts: the mean likelihood of the class over the samples that are
 * labelled so. Infinite for a class that no sample has.
 */
export function classThresholds(
  likelihoods: ArrayLike<number>,
  classes: number,
  labels: ArrayLike<number>,
): number[] {
  const [sums, counts] = [new Float64Array(classes), new Float64Array(classes)];
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample]!;
    sums[label]! += likelihoods[sample * classes + label]!;
    counts[label]!++;
  }
  return Array.from(sums, (sum, label) => (counts[label] === 0 ? Infinity : sum / counts[label]!));
}

/**
 * Labels that are likely wrong, by confident learning (Northcutt, Jiang and Chuang, 2021): a sample counts as of the
 * class that it is likeliest of among those whose threshold it reaches; where that is another one than its label, the
 * label is doubted (the off-diagonal of their "confident joint"). The clearest come first, by the normalized margin.
 *
 * @param likelihoods of all samples, `classes` numbers each, of a model that did not learn from these samples
 */
export function likelyWrongLabels(
  likelihoods: ArrayLike<number>,
  classes: number,
  labels: ArrayLike<number>,
): WrongLabel[] {
  const thresholds = classThresholds(likelihoods, classes, labels);
  const found: WrongLabel[] = [];
  for (let sample = 0; sample < labels.length; sample++) {
    const at = sample * classes;
    const label = labels[sample]!;
    let likely = -1;
    for (let i = 0; i < classes; i++) {
      if (likelihoods[at + i]! < thresholds[i]!) continue;
      if (likely < 0 || likelihoods[at + i]! > likelihoods[at + likely]!) likely = i;
    }
    if (likely < 0 || likely === label) continue;
    found.push({ sample, label, likely, margin: likelihoods[at + likely]! - likelihoods[at + label]! });
  }
  return found.sort((a, b) => b.margin - a.margin || a.sample - b.sample);
}
