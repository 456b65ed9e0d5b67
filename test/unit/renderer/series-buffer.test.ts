import { SERIES_COLUMNS } from '@shared/series/columns';
import { describe, expect, it } from 'vitest';
import { SeriesBuffer } from '../../../src-renderer/composables/series-buffer';

/** Rows as the studio sends them. */
function wire(losses: readonly number[], from = 0): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(losses.length * SERIES_COLUMNS.length * 8));
  for (const [row, loss] of losses.entries()) {
    const step = from + row + 1;
    for (const [column, value] of [step, step / 10, step / 100, loss, 0.5, 0.001].entries()) {
      view.setFloat64((row * SERIES_COLUMNS.length + column) * 8, value, true);
    }
  }
  return view.buffer;
}

describe('SeriesBuffer', () => {
  it('reads columns from rows', () => {
    const series = new SeriesBuffer().extended(wire([3, 2, 1]));
    expect(series.rows).toBe(3);
    expect([...series.column('step').subarray(0, 3)]).toEqual([1, 2, 3]);
    expect([...series.column('loss').subarray(0, 3)]).toEqual([3, 2, 1]);
  });

  it('grows over its capacity piece by piece, as if it had come at once', () => {
    const losses = Array.from({ length: 5000 }, (_, index) => Math.sin(index));
    let series = new SeriesBuffer();
    for (let at = 0; at < losses.length; at += 700) {
      series = series.extended(wire(losses.slice(at, at + 700), at));
    }
    const whole = new SeriesBuffer().extended(wire(losses));
    expect([...series.column('loss').subarray(0, 5000)]).toEqual(losses);
    expect(series.smoothed('loss', 2500, 61)).toBeCloseTo(whole.smoothed('loss', 2500, 61), 12);
  });

  it('leaves the buffer that was extended as it was', () => {
    const first = new SeriesBuffer().extended(wire([1, 1]));
    first.extended(wire([9], 2));
    expect(first.rows).toBe(2);
    expect(first.smoothed('loss', 1, 100)).toBe(1);
  });

  it('smooths around the row, cut off at the ends, and over what is not a number', () => {
    const series = new SeriesBuffer().extended(wire([1, 2, Number.NaN, 4, 100]));
    expect(series.smoothed('loss', 1, 3)).toBe(1.5);
    expect(series.smoothed('loss', 0, 3)).toBe(1.5);
    expect(series.smoothed('loss', 2, 3)).toBe(3);
    expect(series.smoothed('loss', 4, 1)).toBe(100);
    expect(series.smoothed('loss', 2, 1)).toBeNaN();
  });
});
