import { definitions, py } from './python';
import type { ScriptPlan } from './script-plan';

const JOHNK = `
def beta(alpha, words):
    """A number of Beta(α, α) by Jöhnk's algorithm (1964), in logarithms."""
    while True:
        first, second = (math.log((next(words) >> 8) / 2**24 + 2**-25) / alpha for _ in range(2))
        larger = max(first, second)
        total = larger + math.log(math.exp(first - larger) + math.exp(second - larger))
        if total <= 0:
            return math.exp(first - total)
`;

const CHENG = `
def beta(alpha, words):
    """A number of Beta(α, α) by Cheng's algorithm BB (1978)."""
    total = 2 * alpha
    scale = math.sqrt((total - 2) / (2 * alpha * alpha - total))
    gamma = alpha + 1 / scale
    while True:
        u, v = ((next(words) >> 8) / 2**24 + 2**-25 for _ in range(2))
        odds = scale * math.log(u / (1 - u))
        w, z = alpha * math.exp(odds), u * u * v
        r = gamma * odds - math.log(4)
        s, t = alpha + r - w, math.log(z)
        if s + 1 + math.log(5) >= 5 * z or s >= t or r + total * math.log(total / (alpha + w)) >= t:
            return w / (alpha + w)
`;

/** Pictures mixed with those behind them, as `src-shared/augment/mixup.ts` mixes them. */
export function mixup({ spec, mixes }: ScriptPlan): string {
  if (!mixes) return '';
  const { mixup: alpha } = spec.augment;
  return definitions(
    alpha > 1 ? CHENG : JOHNK,
    `def mixed(pictures, classes, rows, epoch):
    """Mixes each picture with the one behind it (Zhang et al. 2018); the last one is only mixed in."""
    share = np.array([beta(${py(alpha)}, stream(MIXUP, epoch, row)) for row in rows[:-1].tolist()])
    own, other = pictures[:-1].astype(float), pictures[1:].astype(float)
    inputs = np.floor(other + (own - other) * share[:, None, None, None] + 0.5).astype(np.uint8)
    targets = np.zeros((len(inputs), len(CLASSES)), np.float32)
    which = np.arange(len(inputs))
    targets[which, classes[:-1]] = share
    targets[which, classes[1:]] = np.where(classes[:-1] == classes[1:], 1, 1 - share)
    return inputs, targets`,
  );
}
