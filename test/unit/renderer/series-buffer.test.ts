import { SERIES_COLUMNS } from '@shared/series/columns';
import { bucketOfPart, thinSeries } from '@shared/series/thin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesBuffer } from '@shared/charts/series-buffer';

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

  /** The same rows as the studio sends them thinned. */
  const thin = (losses: readonly number[], from = 0, bucket?: number) =>
    thinSeries(new Float64Array(wire(losses, from)), SERIES_COLUMNS.length, from, bucket).buffer;

  it('is the same whether rows come thinned or not, while they are few', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.nat(299),
        (losses, cut) => {
          const at = Math.min(cut, losses.length);
          const series = new SeriesBuffer()
            .extendedThin(thin(losses.slice(0, at)))
            .extendedThin(thin(losses.slice(at), at));
          const whole = new SeriesBuffer().extended(wire(losses));
          expect(series.rows).toBe(losses.length);
          expect(series.end).toBe(losses.length);
          for (const row of [0, at, losses.length - 1].filter((one) => one < losses.length)) {
            expect(series.column('loss')[row]).toBe(losses[row]);
            expect(series.smoothed('loss', row, 7)).toBeCloseTo(whole.smoothed('loss', row, 7), 4);
          }
        },
      ),
    );
  });

  describe('of 300,000 rows', () => {
    const losses = Array.from(
      { length: 300_000 },
      (_, row) => 2 - row / 200_000 + Math.sin(row * 12.9898) / 10,
    );
    losses[123_457] = 9;
    losses[222_222] = -3;
    const whole = new SeriesBuffer().extended(wire(losses));
    const pieces = [0, 60_000, 120_000, 180_000, 240_000];
    it.each([
      ['at once', () => new SeriesBuffer().extendedThin(thin(losses))],
      [
        'piece by piece',
        () =>
          pieces.reduce(
            (series, from) => series.extendedThin(thin(losses.slice(from, from + 60_000), from)),
            new SeriesBuffer(),
          ),
      ],
      [
        'as they were made, a few thousand at a time',
        () => {
          let series = new SeriesBuffer();
          for (let from = 0; from < losses.length; from += 2377) {
            const to = Math.min(losses.length, from + 2377);
            series = series.extendedThin(
              thin(losses.slice(from, to), from, bucketOfPart(from, undefined, to)),
            );
          }
          expect(series.rows).toBeLessThan(60_000);
          return series;
        },
      ],
    ])('holds few that came %s, with every extreme and the smoothed line', (_, made) => {
      const series = made();
      expect(series.rows).toBeLessThan(100_000);
      expect(series.end).toBe(300_000);
      const held = series.column('loss').subarray(0, series.rows);
      expect([Math.max(...held), Math.min(...held)]).toEqual([9, -3]);
      expect(series.column('step')[series.heldAt(123_457)]).toBe(123_458);
      for (const place of [0, 40_000, 123_457, 299_999]) {
        const row = series.heldAt(place);
        const its = series.smoothed('loss', row, 1000);
        expect(Math.abs(its - whole.smoothed('loss', series.placeOf(row), 1000))).toBeLessThan(0.002);
      }
    });
  });
});
