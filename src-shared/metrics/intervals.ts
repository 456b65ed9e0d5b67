/** How far off luck alone could have put a figure: so wide that it holds the true one in 95 of 100 cases. */
export interface Interval {
  from: number;
  to: number;
}

/** The standard normal number that 97.5 % of all lie below: two sides of 2.5 % leave 95 %. */
const Z = 1.959963984540054;

/**
 * The 95 % interval of a share (E. B. Wilson, 1927), as statsmodels' `proportion_confint(method='wilson')` and SciPy's
 * `proportion_ci(method='wilson')`.
 *
 * @param hits of `of` samples; without any, all from 0 to 1 is possible
 */
export function shareInterval(hits: number, of: number): Interval {
  if (of === 0) return { from: 0, to: 1 };
  const share = hits / of;
  const denominator = 1 + Z ** 2 / of;
  const centre = (share + Z ** 2 / (2 * of)) / denominator;
  const reach = (Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))) / denominator;
  // At the ends the formula is exact, and rounding is not.
  return {
    from: hits === 0 ? 0 : Math.max(0, centre - reach),
    to: hits === of ? 1 : Math.min(1, centre + reach),
  };
}

/** A mean over samples, with its 95 % interval: mean ± z · s / √n, s with n − 1 below (the normal approximation). */
export function meanInterval(values: ArrayLike<number>): Interval & { mean: number } {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  const reach = count > 1 ? Z * Math.sqrt(squares / (count - 1) / count) : Infinity;
  return { mean, from: mean - reach, to: mean + reach };
}

/** The value below which a share of sorted values lies, between two of them by a straight line: NumPy's default. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const value = sorted[below]!;
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return value + (at - below) * (next - value);
}
