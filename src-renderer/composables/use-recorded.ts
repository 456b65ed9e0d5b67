import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { EpochDetail } from '@shared/contract/recorded';
import { normColumns, type NormSeriesColumns } from '@shared/series/norm-columns';
import { useClient } from '../client/provide';
import { useSeriesMarks } from '../stores/series';
import { useStudio } from '../stores/studio';

/** A live run is asked at most so often while this is looked at, and otherwise: asking costs what trains beside it. */
const PAUSE_MS = 2000;
const UNWATCHED_PAUSE_MS = 15_000;

export interface Recorded {
  /** of the measured steps, column by column */
  norms: NormSeriesColumns;
  details: readonly EpochDetail[];
}

const nothing = (): Recorded => ({ norms: normColumns(new ArrayBuffer(0)), details: [] });

/**
 * What a run's steps and epochs were like; fetched whole, as there are few of them.
 *
 * @param isWatched whether each new step matters; otherwise each new epoch does, a little later
 */
export function useRecorded(run: Ref<string>, isWatched: Readonly<Ref<boolean>> = ref(true)) {
  const client = useClient();
  const [marks, studio] = [useSeriesMarks(), useStudio()];
  const recorded = shallowRef(nothing());
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
      recorded.value = { norms: normColumns(norms), details };
      isLoaded.value = true;
    } catch {
      // The connection is gone: what is there stays until it is back.
    }
  }
  watch(run, () => {
    [recorded.value, isLoaded.value] = [nothing(), false];
    void fetchAll();
  });
  // It may have ended while nothing was heard of it.
  watch(() => studio.fetches, fetchAll, { immediate: true });
  function schedule() {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void fetchAll();
      },
      isWatched.value ? PAUSE_MS : UNWATCHED_PAUSE_MS,
    );
  }
  watch(
    () => marks.byRun.get(run.value),
    () => isWatched.value && schedule(),
  );
  watch(() => marks.recorded.get(run.value), schedule);
  watch(isWatched, (its) => its && void fetchAll());
  onScopeDispose(() => clearTimeout(timer));
  return { recorded, isLoaded };
}
