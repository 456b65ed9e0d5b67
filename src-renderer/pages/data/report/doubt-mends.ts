import type { LocationQueryRaw } from 'vue-router';
import type { Doubt, Origin } from '@shared/contract/import';
import { count } from '../../../format/numbers';

/** A way to import the same anew, without what is doubtful. */
export interface DoubtMend {
  label: string;
  query: LocationQueryRaw;
}

/** What of a doubt can be mended by importing again; undefined where a person has to mend the data. */
export function doubtMend(doubt: Doubt, dataset: string, origin: Origin | null): DoubtMend | undefined {
  if (origin === null) return undefined;
  const query = { like: dataset };
  const some = doubt.examples.length < doubt.count ? `the first ${count(doubt.examples.length)}` : 'them';
  switch (doubt.kind) {
    case 'leak':
      return { label: 'Import again, copies in one part', query: { ...query, copies: 'one-part' } };
    case 'duplicate':
      return { label: 'Import again, each once', query: { ...query, copies: 'once' } };
    case 'near-leak':
      return { label: `Import again, ${some} not in training`, query: { ...query, without: doubt.kind } };
    case 'contradiction':
      return { label: `Import again without ${some}`, query: { ...query, without: doubt.kind } };
    default:
      return undefined;
  }
}
