import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, ref, shallowRef } from 'vue';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import { SERIES_COLUMNS } from '@shared/series/columns';
import { thinSeries } from '@shared/series/thin';
import { useDetail } from '../../../../src-renderer/composables/use-detail';
import { useRecorded } from '../../../../src-renderer/composables/use-recorded';
import { onPage } from '../on-page';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('what was recorded of one run is not shown of another', async () => {
  const row = new Float64Array([1, 0.1, 1, 5, 5, 5, 5]);
  const norms = async ({ run }: { run: string }) => {
    if (run === 'here') return new Blob([row]);
    throw new Error('Its machine cannot be reached.');
  };
  const run = ref('here');
  const scope = effectScope();
  const { recorded, isLoaded } = onPage({ runs: { norms, details: async () => [] } })(() =>
    scope.run(() => useRecorded(run)),
  )!;
  await vi.advanceTimersByTimeAsync(10);
  expect([recorded.value.norms.step.length, isLoaded.value]).toEqual([1, true]);
  run.value = 'away';
  await vi.advanceTimersByTimeAsync(10);
  expect([recorded.value.norms.step.length, isLoaded.value]).toEqual([0, false]);
  scope.stop();
});

const [ROWS, WIDTH] = [200_000, SERIES_COLUMNS.length];
const rowsOf = (loss: (row: number) => number) => {
  const rows = new Float64Array(ROWS * WIDTH);
  for (let row = 0; row < ROWS; row++) {
    rows.set([row + 1, (row + 1) / 1000, row, loss(row), 0.5, 0.1], row * WIDTH);
  }
  return rows;
};

it('a part that is zoomed into shows the rows that came in place of others', async () => {
  let rows = rowsOf(() => 9);
  const thinned = (from = 0, to = ROWS) =>
    Uint8Array.from(new Uint8Array(thinSeries(rows.subarray(from * WIDTH, to * WIDTH), WIDTH, from).buffer));
  const series = shallowRef(new SeriesBuffer().extendedThin(thinned().buffer));
  const shown = ref({ left: 190_000, right: 191_000 });
  const scope = effectScope();
  const drawn = onPage({
    runs: {
      thinned: async ({ fromRow, toRow }: { fromRow: number; toRow: number }) =>
        new Blob([thinned(fromRow, toRow)]),
    },
  })(() => scope.run(() => useDetail({ run: ref('a'), series, kind: ref('step' as const), shown })))!;
  shown.value = { left: 190_000, right: 191_001 };
  await vi.advanceTimersByTimeAsync(200);
  expect(drawn.value).not.toBe(series.value);
  const lossAt = (place: number) => drawn.value.column('loss')[drawn.value.heldAt(place)];
  expect(lossAt(190_500)).toBe(9);
  // It went back to step 180,000 and has come as far again.
  rows = rowsOf((row) => (row < 180_000 ? 9 : 1));
  series.value = new SeriesBuffer().extendedThin(thinned().buffer);
  await vi.advanceTimersByTimeAsync(200);
  expect(drawn.value).not.toBe(series.value);
  expect(lossAt(190_500)).toBe(1);
  scope.stop();
});
