/** Whether two models differ, from the samples on which just one of them is right. */
export interface McNemar {
  /** the exact binomial test where such samples are few, else χ² with continuity correction */
  method: 'exact' | 'chi-squared';
  /** the smaller of the two counts, or χ² */
  statistic: number;
  /** how often two equally good models would differ as much by luck alone */
  p: number;
}

/** From so many on, χ² is close enough. */
const FEW = 25;

/** P(X ≤ most) of a binomial variable of `tries` throws of a fair coin; tries are few. */
function fairCoinAtMost(most: number, tries: number): number {
  let chance = 0.5 ** tries;
  let sum = chance;
  for (let hits = 1; hits <= most; hits++) {
    chance *= (tries - hits + 1) / hits;
    sum += chance;
  }
  return sum;
}

/**
 * The complementary error function, within 1e-13 of itself: a series for small arguments, Lentz's continued fraction for
 * the others (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 *
 * @param x not below 0
 */
export function erfc(x: number): number {
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let n = 120; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/**
 * McNemar's test (1947) of two models on the same samples, as statsmodels' `mcnemar`: exact below 25 samples that they
 * part on, else with Edwards' continuity correction.
 *
 * @param onlyFirst samples that only the first gets right
 * @param onlySecond samples that only the second gets right
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const parted = onlyFirst + onlySecond;
  if (parted < FEW) {
    const fewer = Math.min(onlyFirst, onlySecond);
    return { method: 'exact', statistic: fewer, p: Math.min(1, 2 * fairCoinAtMost(fewer, parted)) };
  }
  const statistic = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / parted;
  // With one degree of freedom: P(χ² > s) = erfc(√(s / 2)).
  return { method: 'chi-squared', statistic, p: erfc(Math.sqrt(statistic / 2)) };
}
