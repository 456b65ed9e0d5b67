import type { DatasetDocument } from '@shared/contract/dataset';
import { drawnDigitLabel } from './drawn-digits/label';

/** The class of each sample of a part, where it is known before its files are there: a made-up set is drawn from them. */
export function knownClasses(
  { source, splits }: DatasetDocument,
  split: 'train' | 'test',
): Uint8Array | undefined {
  if (source.type !== 'drawn-digits') return undefined;
  const { seed } = source;
  return Uint8Array.from({ length: splits[split].count }, (_, index) => drawnDigitLabel(seed, split, index));
}
