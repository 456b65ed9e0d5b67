import { nextTick, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useClient } from '../client/provide';
import { useRuns } from '../stores/runs';
import { useSeriesMarks } from '../stores/series';
import { useStudio } from '../stores/studio';
import { SeriesBuffer } from '@shared/charts/series-buffer';

/** A fast run announces rows ten times a second; a little less often is as live and leaves the page idle. */
const LEAST_PAUSE_MS = 120;
const MOST_PAUSE_MS = 1000;
/**
 * The share of its time that a page may spend on drawing what came. Where there is no graphics processor the
 * charts are drawn by the very processor that trains, and each redraw slows the run down.
 */
const DRAWING_SHARE = 0.01;

/**
 * Milliseconds that the next frame takes, from the first that is drawn until it is painted: a message that is sent
 * while a frame is drawn comes after it. A page that nobody sees has no frames, and fetches nothing until it is seen
 * again.
 */
const frameCost = () =>
  new Promise<number>((resolve) => {
    requestAnimationFrame((frameStart) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(performance.now() - frameStart);
      };
      port2.postMessage(undefined);
    });
  });

/**
 * The per-step series of a run: fetched once, as much of it as charts need, then only the rows that were added. After a resume, and when the
 * run went back, rows replace old ones, so the series is then fetched anew.
 */
export function useSeries(run: Ref<string>): Readonly<ShallowRef<SeriesBuffer>> {
  const client = useClient();
  const [runs, marks, studio] = [useRuns(), useSeriesMarks(), useStudio()];
  const series = shallowRef(new SeriesBuffer());
  let edition: string | undefined;
  let isFetching = false;
  let isStale = false;
  let pause = LEAST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What the rows are of: they only ever grow within one. */
  function currentEdition(): string {
    const mark = marks.byRun.get(run.value);
    const generation = Math.max(runs.byId.get(run.value)?.generation ?? 0, mark?.generation ?? 0);
    return `${generation}.${mark?.generation === generation ? mark.rollBacks : 0}`;
  }

  async function fetchNew() {
    if (isFetching) {
      isStale = true;
      return;
    }
    isFetching = true;
    isStale = false;
    const asked = run.value;
    const its = currentEdition();
    const known = its === edition ? series.value : new SeriesBuffer();
    try {
      const rows = await client.runs.thinned({ run: asked, fromRow: known.end });
      const bytes = await rows.arrayBuffer();
      if (asked === run.value) {
        const started = performance.now();
        series.value = known.extendedThin(bytes);
        edition = its;
        await nextTick();
        const cost = performance.now() - started + (await frameCost());
        pause = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, cost / DRAWING_SHARE));
      }
    } catch {
      // The connection is gone: everything is fetched again when it is back.
    } finally {
      isFetching = false;
      if (isStale || asked !== run.value) schedule();
    }
  }

  function schedule() {
    timer ??= setTimeout(() => {
      timer = undefined;
      void fetchNew();
    }, pause);
  }

  watch(run, () => {
    edition = undefined;
    series.value = new SeriesBuffer();
    void fetchNew();
  });
  watch([() => marks.byRun.get(run.value), () => runs.byId.get(run.value)?.generation], schedule);
  watch(
    () => studio.fetches,
    () => {
      edition = undefined;
      void fetchNew();
    },
  );
  void fetchNew();
  onScopeDispose(() => clearTimeout(timer));
  return series;
}
