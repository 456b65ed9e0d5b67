import type { ScriptPlan } from './script-plan';

/**
 * The seeds of a step's dropout masks, as `engine/train/step-inputs.ts` draws them.
 *
 * @param dtype of the words, which each framework takes as it can
 */
export const dropoutSeeds = ({ dropouts, parts }: ScriptPlan, dtype: string): string =>
  dropouts === 0
    ? ''
    : `
def dropout_seeds(step${parts ? ', part' : ''}):
    """For each dropout layer the key and half the counter of its mask, scrambled as TensorFlow scrambles a seed."""
    layers = np.arange(${dropouts})[:, None]${parts ? ` + ${dropouts} * part` : ''}
    seeds = random_words(2, DROPOUT, step, layers).astype(np.uint32).view(np.int32)
    first, second = seeds.T.astype(np.int64).view(np.uint64)  # widened with their sign
    counter = (first & WORD, first >> 32, second & WORD, second >> 32)
    return np.stack(philox(counter, (0x3EC8F720, 0x02461E29)), axis=-1).astype(${dtype})
`;
