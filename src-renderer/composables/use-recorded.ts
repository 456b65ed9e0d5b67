import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { EpochDetail } from '@shared/contract/recorded';
import { NORM_COLUMNS, type NormColumn } from '@shared/series/columns';
import { useClient } from '../client/provide';
import { useSeriesMarks } from '../stores/series';

/** A live run is asked at most so often. */
const PAUSE_MS = 2000;

export interface Recorded {
  /** of the measured steps, column by column */
  norms: Record<NormColumn, Float64Array>;
  details: readonly EpochDetail[];
}

function columnsOf(bytes: ArrayBuffer): Recorded['norms'] {
  const view = new DataView(bytes);
  const width = NORM_COLUMNS.length;
  const rows = Math.floor(bytes.byteLength / (width * 8));
  const column = (at: number) =>
    Float64Array.from({ length: rows }, (_, row) => view.getFloat64((row * width + at) * 8, true));
  return Object.fromEntries(NORM_COLUMNS.map((name, at) => [name, column(at)])) as Recorded['norms'];
}

/** What a run's steps and epochs were like; fetched whole, as there are few of them. */
export function useRecorded(run: Ref<string>) {
  const client = useClient();
  const marks = useSeriesMarks();
  const recorded = shallowRef<Recorded>({ norms: columnsOf(new ArrayBuffer(0)), details: [] });
  const isLoaded = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function fetchAll() {
    const asked = run.value;
    try {
      const [norms, details] = await Promise.all([
        client.runs.norms({ run: asked }).then((rows) => rows.arrayBuffer()),
        client.runs.details({ run: asked }),
      ]);
      if (asked !== run.value) return;
      recorded.value = { norms: columnsOf(norms), details };
      isLoaded.value = true;
    } catch {
      // The connection is gone: what is there stays until it is back.
    }
  }
  watch(run, () => void fetchAll(), { immediate: true });
  watch([() => marks.byRun.get(run.value), () => marks.recorded.get(run.value)], () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void fetchAll();
    }, PAUSE_MS);
  });
  onScopeDispose(() => clearTimeout(timer));
  return { recorded, isLoaded };
}
