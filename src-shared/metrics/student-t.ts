import type { Interval } from './intervals';

/** ln Γ(x) for x > 0, to 15 digits: Lanczos 1964, with the coefficients of Press et al., Numerical Recipes (3rd ed.), 6.1. */
function logGamma(x: number): number {
  const coefficients = [
    57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 0.00003399464998481189,
    0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125, -0.00021026444172410488,
    0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275, -0.000026190838401581408,
    0.0000036899182659531625,
  ];
  const shifted = x + 671 / 128;
  const sum = coefficients.reduce((total, part, at) => total + part / (x + at + 1), 0.9999999999999971);
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310007 * sum) / x);
}

/** The regularized incomplete beta function, by Lentz's continued fraction (Abramowitz and Stegun, 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // Where the fraction converges slowly, the other tail's does quickly.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return (front * fraction) / a;
}

/** How often a number drawn from Student's t distribution is at least as far from 0 as `t`, on either side. */
export const twoSidedT = (t: number, freedom: number): number =>
  incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** The number that 97.5 % of Student's t distribution lie below, as SciPy's `t.ppf(0.975, freedom)`, to 1e-9 of itself. */
export function tOf95(freedom: number): number {
  let [low, high] = [1.9, 13];
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (twoSidedT(middle, freedom) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean and sample variance (n − 1 below). */
export function meanAndVariance(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/**
 * A mean with its 95 % interval by Student's t, for few values that are about normally spread. With fewer than two
 * nothing can be said of how far off it is: the interval is all numbers.
 */
export function tInterval(values: readonly number[]): Interval & { mean: number } {
  const { mean, variance } = meanAndVariance(values);
  if (values.length < 2) return { mean, from: -Infinity, to: Infinity };
  const reach = tOf95(values.length - 1) * Math.sqrt(variance / values.length);
  return { mean, from: mean - reach, to: mean + reach };
}
