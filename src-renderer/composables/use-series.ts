import { computed, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useClient } from '../client/provide';
import { useLiveDrawing } from '../stores/live-drawing';
import { useRuns } from '../stores/runs';
import { useSeriesMarks } from '../stores/series';
import { useStudio } from '../stores/studio';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import { receivedRows } from '@shared/series/sent-rows';

/**
 * The per-step series of a run: fetched once, as much of it as charts need, then only the rows that were added. After a resume, and when the
 * run went back, rows replace old ones, so the series is then fetched anew.
 */
export function useSeries(run: Ref<string>): Readonly<ShallowRef<SeriesBuffer>> {
  const client = useClient();
  const [runs, marks, studio] = [useRuns(), useSeriesMarks(), useStudio()];
  const drawing = useLiveDrawing();
  const series = shallowRef(new SeriesBuffer());
  let edition: string | undefined;
  let isFetching = false;
  let isStale = false;
  let isAsked = false;
  let isGone = false;

  const state = computed(() => runs.byId.get(run.value)?.state);

  /** What the rows are of: they only ever grow within one. */
  function currentEdition(): string {
    const mark = marks.byRun.get(run.value);
    const generation = Math.max(runs.byId.get(run.value)?.generation ?? 0, mark?.generation ?? 0);
    if (mark?.generation === generation) return `${generation}.${mark.rollBacks}`;
    // Until its engine has told of a row, the file may hold what it is about to replace; it may end without a word of rows.
    return `${generation}.${state.value === 'running' ? 'before' : 'after'}`;
  }

  /** @returns what puts the new rows in place */
  async function fetchNew(): Promise<(() => void) | undefined> {
    if (isFetching || isGone) {
      isStale = true;
      return undefined;
    }
    isFetching = true;
    isStale = false;
    const asked = run.value;
    const its = currentEdition();
    const known = its === edition ? series.value : new SeriesBuffer();
    const done = () => {
      isFetching = false;
      if (isStale || asked !== run.value) schedule();
    };
    try {
      const bytes = await receivedRows(await client.runs.thinned({ run: asked, fromRow: known.end }));
      return () => {
        if (asked === run.value && !isGone) {
          series.value = known.extendedThin(bytes);
          edition = its;
        }
        done();
      };
    } catch {
      // The connection is gone: everything is fetched again when it is back.
      done();
      return undefined;
    }
  }
  const fetchAtOnce = async () => (await fetchNew())?.();

  function schedule() {
    if (isAsked || isGone) return;
    isAsked = true;
    drawing.next(() => {
      isAsked = false;
      return fetchNew();
    });
  }

  watch(run, () => {
    edition = undefined;
    series.value = new SeriesBuffer();
    void fetchAtOnce();
  });
  watch([() => marks.byRun.get(run.value), () => runs.byId.get(run.value)?.generation, state], schedule);
  watch(
    () => studio.fetches,
    () => {
      edition = undefined;
      void fetchAtOnce();
    },
  );
  void fetchAtOnce();
  onScopeDispose(() => (isGone = true));
  return series;
}
