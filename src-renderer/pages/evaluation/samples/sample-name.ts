import { count } from '../../../format/numbers';
import type { SampleWindow } from '../../data/look/use-sample-window';

/**
 * What a sample is called: by the row of its source, where people find it again, else by its place in its part. Until it
 * is fetched nothing is known of its row.
 */
export function sampleName(fetched: SampleWindow, place: number): string {
  const row = fetched.rowOf(place);
  return row === undefined ? `Sample ${count(place + 1)}` : `Row ${count(row)}`;
}
