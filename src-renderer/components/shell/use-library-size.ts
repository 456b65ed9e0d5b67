import { onScopeDispose, watch } from 'vue';
import { useCheckpoints } from '../../stores/checkpoints';
import { useDatasets } from '../../stores/datasets';
import { useLibraryPlace } from '../../stores/library-place';
import { useRuns } from '../../stores/runs';
import { useStudio } from '../../stores/studio';

/** What changes comes in bursts, and adding a library up is work for the disk. */
const PAUSE_MS = 5_000;
/** The list of runs comes first. */
const FIRST_PAUSE_MS = 1_000;
/** Adding up more takes the studio seconds: then it is known where somebody looks, in Settings. */
const MOST_RUNS = 2_000;

/** Keeps it known how much the library takes: it is asked again after what makes it larger or smaller. */
export function useLibrarySize(): void {
  const [studio, place] = [useStudio(), useLibraryPlace()];
  const [runs, checkpoints, datasets] = [useRuns(), useCheckpoints(), useDatasets()];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fetch = () => {
    timer = undefined;
    // What cannot be reached now is asked again when the connection is there.
    void place.fetch().catch(() => {});
  };
  watch(
    () => [studio.fetches, runs.byId.size, checkpoints.bytes, datasets.list.length],
    ([fetches], before) => {
      if (!fetches || !studio.isCurrent || runs.byId.size > MOST_RUNS) return;
      timer ??= setTimeout(fetch, fetches === before?.[0] ? PAUSE_MS : FIRST_PAUSE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
}
