import type { DatasetSource } from '@shared/contract/dataset';
import type { Doubt, Reason } from '@shared/contract/import';
import { capitalized } from '../../../format/numbers';

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
};
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
export const doubtWords = (kind: Doubt['kind']): string => DOUBTS[kind];

const SOURCES: Record<DatasetSource['type'], string> = {
  'drawn-digits': 'drawn here, from a seed',
  idx: 'IDX files',
  pictures: 'picture files',
  table: 'a table',
  arrays: 'NumPy arrays',
  'made-up': 'made here, by a formula',
  download: 'fetched from its authors',
};
export const sourceWords = (source: DatasetSource['type']): string => SOURCES[source];

/** Where an example lies, with the other one of a pair. */
export const exampleWords = ({ where, other }: { where: string; other: string }): string =>
  capitalized(other === '' ? where : `${where} and ${other}`);
