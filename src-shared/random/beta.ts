/** Numbers in [0, 1), such as `CountedRandom` gives. */
interface Uniforms {
  uniform(): number;
}

/** In (0, 1), so that its logarithm is finite. */
const inside = (random: Uniforms): number => random.uniform() + 2 ** -25;

/**
 * Jöhnk's algorithm ("Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", Metrika 8, 1964): of pairs with
 * U^(1/α) + V^(1/α) ≤ 1, X is the share of the first. In logarithms, since the powers vanish where α is small.
 */
function johnk(random: Uniforms, alpha: number): number {
  for (;;) {
    const first = Math.log(inside(random)) / alpha;
    const second = Math.log(inside(random)) / alpha;
    const larger = Math.max(first, second);
    const sum = larger + Math.log(Math.exp(first - larger) + Math.exp(second - larger));
    if (sum <= 0) return Math.exp(first - sum);
  }
}

/** Algorithm BB of Cheng ("Generating beta variates with nonintegral shape parameters", CACM 21, 1978), for α > 1. */
function cheng(random: Uniforms, alpha: number): number {
  const sum = 2 * alpha;
  const beta = Math.sqrt((sum - 2) / (2 * alpha * alpha - sum));
  const gamma = alpha + 1 / beta;
  for (;;) {
    const u = inside(random);
    const v = inside(random);
    const odds = beta * Math.log(u / (1 - u));
    const w = alpha * Math.exp(odds);
    const z = u * u * v;
    const r = gamma * odds - Math.log(4);
    const s = alpha + r - w;
    if (s + 1 + Math.log(5) >= 5 * z) return w / (alpha + w);
    const t = Math.log(z);
    if (s >= t || r + sum * Math.log(sum / (alpha + w)) >= t) return w / (alpha + w);
  }
}

/**
 * A number of the Beta(α, α) distribution, in [0, 1].
 *
 * @param alpha above 0: below 1 it is mostly near 0 or 1, above 1 mostly near a half
 */
export const symmetricBeta = (random: Uniforms, alpha: number): number =>
  alpha > 1 ? cheng(random, alpha) : johnk(random, alpha);
