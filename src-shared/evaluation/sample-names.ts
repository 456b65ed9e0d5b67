import type { StudioClient } from '../contract/client';
import type { DatasetSummary } from '../contract/dataset';

/** As many as are asked about at once. */
const BATCH = 500;

/** Of the studio, as much as is asked: a window's client is another one. */
interface Asked {
  datasets: Pick<StudioClient['datasets'], 'rowsAt' | 'idsAt'>;
}

/** What a sample is called where it comes from. */
export interface SampleName {
  /** of its source, counted from 1; null where samples are no rows */
  row: number | null;
  /** by the dataset's columns of ids; null where there are none */
  ids: Record<string, string> | null;
}

/** @param places of samples in their part of the dataset */
export async function namesOfSamples(
  client: Asked,
  { id, input, idColumns }: DatasetSummary,
  split: 'train' | 'test',
  places: readonly number[],
): Promise<SampleName[]> {
  const names: SampleName[] = [];
  for (let from = 0; from < places.length; from += BATCH) {
    const indices = places.slice(from, from + BATCH);
    const asked = { dataset: id, split, indices };
    const [rows, ids] = await Promise.all([
      input.type === 'pictures' ? null : client.datasets.rowsAt(asked),
      idColumns === undefined ? null : client.datasets.idsAt(asked),
    ]);
    names.push(
      ...indices.map((_, at) => {
        const its = ids?.[at];
        const called = its && idColumns?.map((column, index) => [column, its[index] ?? ''] as const);
        return { row: rows?.[at] ?? null, ids: called ? Object.fromEntries(called) : null };
      }),
    );
  }
  return names;
}
