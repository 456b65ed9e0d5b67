import { definitions, lines } from './python';
import type { ScriptPlan } from './script-plan';

const philox = `
def philox(counter, key):
    """Philox-4x32-10 (Salmon et al. 2011): four random words of 32 bits for each counter of four words."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        product0, product1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        high0, high1 = product0 >> 32 & WORD, product1 >> 32 & WORD
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, product1 & WORD, high0 ^ c3 ^ k1, product0 & WORD
        k0, k1 = k0 + 0x9E3779B9 & WORD, k1 + 0xBB67AE85 & WORD
    return c0, c1, c2, c3
`;

const randomWords = `
def random_words(count, purpose, step, index=0, seed=SEED):
    """The first 32-bit words of a stream; for an array of indices [n, 1], a row of them for each."""
    blocks = np.arange((count + 3) // 4)
    counter = [np.asarray(part, np.uint64) for part in np.broadcast_arrays(blocks, index, step, purpose)]
    words = np.stack(philox(counter, (seed & WORD, seed >> 32)), axis=-1)
    return words.reshape(*words.shape[:-2], -1)[..., :count]
`;

const uniforms = `
def uniforms(count, purpose, step, index=0):
    """Numbers in [0, 1) with 24 random bits."""
    return (random_words(count, purpose, step, index) >> 8) / 2**24
`;

const stream = `
def stream(purpose, step, index=0, seed=SEED):
    """The words one after the other, as many as are wanted."""
    done = 0
    while True:
        words = random_words(2 * done + 4096, purpose, step, index, seed)
        yield from words[done:].tolist()
        done = len(words)
`;

const shuffled = `
def below(bound, words):
    """A whole number in [0, bound) without bias (Lemire 2019)."""
    while True:
        product = bound * next(words)
        if product & WORD >= 2**32 % bound:
            return product >> 32


def shuffled(items, words):
    """Fisher and Yates's shuffle."""
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = below(last + 1, words)
        items[last], items[other] = items[other], items[last]
    return items
`;

/** Purposes by their names in the script; see `Purpose`. */
function purposes(plan: ScriptPlan): string {
  const { spec, dropouts, changesPictures, mixes, dataset } = plan;
  const splits = plan.validates && dataset.givesValidation !== true;
  const used: (readonly [string, number] | false)[] = [
    ['INITIAL_WEIGHTS', 1],
    spec.shuffle && ['SHUFFLE', 2],
    splits && ['SPLIT', 3],
    dropouts > 0 && ['DROPOUT', 4],
    changesPictures && ['AUGMENTATION', 5],
    mixes && ['MIXUP', 8],
  ];
  const named = used.filter((one) => one !== false);
  return `${named.map(([name]) => name).join(', ')} = ${named.map(([, number]) => number).join(', ')}`;
}

/** The counted generator of `src-shared/random`, in NumPy. */
export function randomNumbers(plan: ScriptPlan): string {
  const { spec, validates, dataset, mixes } = plan;
  const shuffles = spec.shuffle || (validates && dataset.givesValidation !== true);
  return lines(
    `# All randomness is counted: a number is a function of the seed, of what it is for, and of two indices (the epoch or
# step, and the sample or array). No generator has a state, so whatever is drawn can be drawn again by itself.
${purposes(plan)}
WORD = 0xFFFFFFFF  # 32 bits

`,
    definitions(philox, randomWords, uniforms, (shuffles || mixes) && stream, shuffles && shuffled),
  );
}
