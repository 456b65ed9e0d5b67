/** How far predicted values are from true ones, in their own units. */
export interface RegressionMetrics {
  /** mean absolute error */
  mae: number;
  /** root of the mean squared error */
  rmse: number;
  /** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; of constant values 1 where all are met and 0 else, as in scikit-learn */
  r2: number;
}

/**
 * One value by itself, as scikit-learn's mean_absolute_error, root_mean_squared_error and r2_score.
 *
 * @param truth and `predicted`: values of all samples, at least one
 */
export function regressionMetrics(truth: ArrayLike<number>, predicted: ArrayLike<number>): RegressionMetrics {
  const count = truth.length;
  // Counted from the first value: the mean of equal values is often not quite that value, but that of zeros is zero.
  const origin = truth[0]!;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += truth[i]! - origin;
  const mean = sum / count;
  let absolute = 0;
  let squared = 0;
  let spread = 0;
  for (let i = 0; i < count; i++) {
    const error = predicted[i]! - truth[i]!;
    absolute += Math.abs(error);
    squared += error * error;
    spread += (truth[i]! - origin - mean) ** 2;
  }
  const constant = squared === 0 ? 1 : 0;
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    r2: spread === 0 ? constant : 1 - squared / spread,
  };
}

/** The plain mean over several values, as scikit-learn's `uniform_average`. */
export function averageMetrics(each: readonly RegressionMetrics[]): RegressionMetrics {
  const mean = (of: (one: RegressionMetrics) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return { mae: mean((one) => one.mae), rmse: mean((one) => one.rmse), r2: mean((one) => one.r2) };
}
