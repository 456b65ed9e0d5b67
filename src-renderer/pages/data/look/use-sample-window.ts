import { shallowReactive, watch } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { inputBytes, layoutOf } from '@shared/data/layout';
import { useClient } from '../../../client/provide';
import { samplesFrom, type Sample } from '../../../format/samples';

/** Samples asked for at once. */
const BATCH = 240;
/** What is kept of those that went out of sight. */
const MOST_BYTES = 48_000_000;

export interface SampleWindow {
  /** A sample that was fetched; undefined until then. */
  get: (place: number) => Sample | undefined;
  /** The row of its source, counted from 1; undefined until it is known, and where samples are no rows. */
  rowOf: (place: number) => number | undefined;
  /** Fetches these, in batches; those that were wanted before and are not yet under way are forgotten. */
  want: (places: readonly number[]) => void;
}

/** Samples of a split of any size, of which only those in sight are fetched. */
export function useSampleWindow(dataset: () => DatasetSummary, split: () => 'train' | 'test'): SampleWindow {
  const client = useClient();
  const kept = shallowReactive(new Map<number, Sample>());
  const rows = shallowReactive(new Map<number, number>());
  let wanted: readonly number[] = [];
  let generation = 0;
  let isFetching = false;

  function forgetOldest(most: number) {
    for (const place of kept.keys()) {
      if (kept.size <= most) return;
      if (wanted.includes(place)) continue;
      kept.delete(place);
      rows.delete(place);
    }
  }

  async function fetchMissing(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    try {
      for (;;) {
        const its = generation;
        const indices = wanted.filter((place) => !kept.has(place)).slice(0, BATCH);
        if (indices.length === 0) return;
        const { id, input, target, idColumns } = dataset();
        const asked = { dataset: id, split: split(), indices };
        const [blob, numbers, ids] = await Promise.all([
          client.datasets.samplesAt(asked),
          input.type === 'pictures' ? null : client.datasets.rowsAt(asked),
          idColumns === undefined ? null : client.datasets.idsAt(asked),
        ]);
        if (its !== generation) continue;
        const samples = samplesFrom(new Uint8Array(await blob.arrayBuffer()), { input, target });
        if (its !== generation) continue;
        samples.forEach((sample, at) =>
          kept.set(indices[at]!, ids?.[at] ? { ...sample, ids: ids[at] } : sample),
        );
        numbers?.forEach((row, at) => rows.set(indices[at]!, row));
        forgetOldest(Math.max(2 * BATCH, MOST_BYTES / inputBytes(layoutOf({ input, target }))));
        // A dataset that is still being made has no more of them yet.
        if (samples.length === 0) return;
      }
    } catch {
      // A dataset that is not made yet, or is damaged, has no samples; its state says so elsewhere.
    } finally {
      isFetching = false;
    }
  }

  watch(
    () => [dataset().id, dataset().state, dataset().fingerprint, split()].join(' '),
    () => {
      generation++;
      kept.clear();
      rows.clear();
      void fetchMissing();
    },
  );

  return {
    get: (place) => kept.get(place),
    rowOf: (place) => rows.get(place),
    want(places) {
      wanted = places;
      void fetchMissing();
    },
  };
}
