import type { DatasetSource } from '@shared/contract/dataset';
import { capitalized } from '../../../format/numbers';

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
