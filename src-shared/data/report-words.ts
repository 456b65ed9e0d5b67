import type { Doubt, Reason } from '../contract/import';

const REASONS: Record<Reason, string> = {
  unreadable: 'Cannot be read',
  unsupported: 'Of a kind that is not supported',
  'not a number': 'Not a number where one belongs',
  'missing value': 'A value is missing',
  'missing target': 'What is to be predicted is missing',
  'wrong shape': 'Of another shape than the others',
  'label out of range': 'Its label is out of range',
  'class with one sample': 'The only sample of its class',
  'unknown split': 'Its part is not known',
  'wrong number of columns': 'Too many columns, or too few',
  copy: 'A copy of another sample',
  'left out by choice': 'Left out by choice',
};
/** Why samples were set aside, in words. */
export const reasonWords = (reason: Reason): string => REASONS[reason];

const DOUBTS: Record<Doubt['kind'], string> = {
  duplicate: 'Duplicates',
  leak: 'Leakage',
  'near-leak': 'Near duplicates across parts',
  contradiction: 'Contradictions',
  'rare class': 'Rare class',
  imbalance: 'Uneven classes',
  'constant column': 'A column that never changes',
  'id-like column': 'A column like a row number',
  'missing in test': 'Missing in the test part',
  'unseen category': 'A category that is never trained on',
  'shuffled order unknown': 'Order',
};
/** What is doubtful about a dataset, in words. */
export const doubtWords = (kind: Doubt['kind']): string => DOUBTS[kind];
