import type { Part } from '../import/content-fingerprint';

const WORDS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  fit: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  development: 'validation',
  test: 'test',
  testing: 'test',
  eval: 'test',
  evaluation: 'test',
  holdout: 'test',
  'hold-out': 'test',
};

/** The part that a word stands for; undefined where it stands for none. */
export const partOfWord = (text: string): Part | undefined => {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
};
