import { receivedRows } from '@shared/series/sent-rows';
import { bucketRows } from '@shared/series/thin';
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { rowAt, xColumn, type XKind } from '@shared/charts/series-lines';
import type { Extent } from '../charts/zoom';
import { useClient } from '../client/provide';
import { SeriesBuffer } from '@shared/charts/series-buffer';

/** Who drags on changes what is shown with every frame: what counts is where it comes to rest. */
const PAUSE_MS = 60;

export interface DetailWanted {
  run: Readonly<Ref<string>>;
  /** of the whole run, thinned where it is long */
  series: Readonly<Ref<SeriesBuffer>>;
  kind: Readonly<Ref<XKind>>;
  shown: Readonly<Ref<Extent>>;
}

/** The rows of the whole series that are shown, the last excluded. */
function placesShown(series: SeriesBuffer, kind: XKind, { left, right }: Extent): [from: number, to: number] {
  const x = xColumn(series, kind);
  const first = Math.max(0, rowAt(series, x, left) - 1);
  const last = Math.min(series.rows - 1, rowAt(series, x, right));
  return [series.placeOf(first), series.placeOf(last) + 1];
}

/**
 * The series to draw: the one of the whole run, and where only a part of a long one is shown, that part's own rows, as
 * soon as they are there. As much again is fetched on each side, so that moving on finds it ready.
 */
export function useDetail({ run, series, kind, shown }: DetailWanted): Readonly<Ref<SeriesBuffer>> {
  const client = useClient();
  const detail = shallowRef<SeriesBuffer>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const isCovered = (its: SeriesBuffer | undefined, from: number, to: number): its is SeriesBuffer =>
    its !== undefined && its.rows > 0 && its.placeOf(0) <= from && its.end >= to;

  async function look() {
    const whole = series.value;
    if (whole.rows === 0) return;
    const [from, to] = placesShown(whole, kind.value, shown.value);
    const reach = to - from;
    const [fromRow, toRow] = [Math.max(0, from - reach), Math.min(whole.end, to + reach)];
    const wanted = bucketRows(toRow - fromRow);
    if (wanted >= bucketRows(whole.end)) return;
    const held = detail.value;
    if (isCovered(held, from, to) && bucketRows(held.end - held.placeOf(0)) <= wanted) return;
    const asked = run.value;
    const ticket = ++newest;
    try {
      const bytes = await receivedRows(await client.runs.thinned({ run: asked, fromRow, toRow }));
      if (ticket === newest && asked === run.value) detail.value = new SeriesBuffer().extendedThin(bytes);
    } catch {
      // The connection is gone: the thinned line stays.
    }
  }
  watch([shown, kind, () => series.value.end, () => series.value.origin], () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE_MS);
  });
  // Rows of another run, or that others have replaced.
  watch([run, () => series.value.origin], () => {
    detail.value = undefined;
    newest++;
  });
  onScopeDispose(() => clearTimeout(timer));

  return computed(() => {
    const whole = series.value;
    if (whole.rows === 0 || detail.value === undefined) return whole;
    const [from, to] = placesShown(whole, kind.value, shown.value);
    if (!isCovered(detail.value, from, to)) return whole;
    const held = bucketRows(detail.value.end - detail.value.placeOf(0));
    return held < bucketRows(whole.end) ? detail.value : whole;
  });
}
