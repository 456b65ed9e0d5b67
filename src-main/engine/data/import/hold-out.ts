import { splitValidation, type SplitSamples } from '../split-validation';

/**
 * The samples to hold back for the test where none was given: the same share of every class, groups as a whole.
 *
 * @param fraction of all samples, from 0 to 0.9
 * @returns ascending indices
 */
export const holdOut = (samples: SplitSamples, fraction: number, seed: number): Int32Array =>
  splitValidation(samples, { fraction, seed, folds: 0, fold: 0 }).validation;
