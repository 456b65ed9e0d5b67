import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERIES_COLUMNS } from '@shared/series/columns';
import {
  bucketRows,
  EXTREME_COLUMNS,
  keptRows,
  MOST_BUCKETS,
  THIN_COLUMNS,
  thinSeries,
} from '@shared/series/thin';

const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(NaN, Infinity));

const columnsOf = (values: readonly number[]) => [{ of: values, from: 0, stride: 1 }];

describe('keptRows', () => {
  it('keeps the first, last, lowest and highest of each bucket, and nothing twice', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(1, 2, 16, 64),
        fc.nat(500),
        (values, bucket, firstRow) => {
          const kept = [...keptRows(firstRow, columnsOf(values), values.length, bucket)];
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          const bucketOf = (entry: number) => Math.floor((firstRow + entry) / bucket);
          const all = values.map((_, entry) => entry);
          for (const its of new Set(all.map(bucketOf))) {
            const whole = all.filter((entry) => bucketOf(entry) === its);
            const left = kept.filter((entry) => bucketOf(entry) === its);
            expect([left[0], left.at(-1)]).toEqual([whole[0], whole.at(-1)]);
            const finite = (entries: number[]) =>
              entries.map((entry) => values[entry]!).filter(Number.isFinite);
            expect(Math.min(...finite(left))).toBe(Math.min(...finite(whole)));
            expect(Math.max(...finite(left))).toBe(Math.max(...finite(whole)));
          }
        },
      ),
    );
  });

  it('gives the same rows of thinned ones as of all', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 400 }), fc.nat(100), (values, firstRow) => {
        const all = [...keptRows(firstRow, columnsOf(values), values.length, 32)];
        const once = [...keptRows(firstRow, columnsOf(values), values.length, 16)];
        const thinned = once.map((entry) => values[entry]!);
        const rows = once.map((entry) => firstRow + entry);
        const twice = [...keptRows(rows, columnsOf(thinned), once.length, 32)];
        expect(twice.map((entry) => once[entry])).toEqual(all);
      }),
    );
  });
});

describe('thinSeries', () => {
  /** One column more than is sent, as the log has it. */
  const WIDTH = SERIES_COLUMNS.length + 1;
  const made = (count: number) =>
    Float64Array.from({ length: count * WIDTH }, (_, at) => {
      const row = Math.floor(at / WIDTH);
      const loss = row % 977 === 0 ? NaN : Math.sin(row * 12.9898) * 43_758 * (row === 70_001 ? 9 : 1);
      return [row + 1, row / 100, row / 50, loss, (row % 7) / 7, 0.001, 1][at % WIDTH]!;
    });
  const place = (name: (typeof THIN_COLUMNS)[number]) => THIN_COLUMNS.indexOf(name);

  it('leaves a short series whole', () => {
    const out = thinSeries(made(1000), WIDTH, 5);
    expect(out.length).toBe(1000 * THIN_COLUMNS.length);
    expect(out[place('row')]).toBe(5);
    expect(out[THIN_COLUMNS.length * 999 + place('step')]).toBe(1000);
  });

  it('keeps a long one small, with the extremes of all of it and sums that are those of every row', () => {
    const count = 100_000;
    const rows = made(count);
    const out = thinSeries(rows, WIDTH, 0);
    const kept = out.length / THIN_COLUMNS.length;
    expect(kept).toBeLessThanOrEqual(MOST_BUCKETS * (2 + 2 * EXTREME_COLUMNS.length));
    const at = (row: number, name: (typeof THIN_COLUMNS)[number]) =>
      out[row * THIN_COLUMNS.length + place(name)]!;
    const losses = Array.from({ length: count }, (_, row) => rows[row * WIDTH + 3]!);
    const finite = losses.filter(Number.isFinite);
    const keptLosses = Array.from({ length: kept }, (_, row) => at(row, 'loss')).filter(Number.isFinite);
    const highest = (values: readonly number[]) => values.reduce((top, one) => Math.max(top, one), -Infinity);
    expect(highest(keptLosses)).toBe(highest(finite));
    expect(at(kept - 1, 'row')).toBe(count - 1);
    expect(at(kept - 1, 'lossCount')).toBe(losses.slice(0, -1).filter(Number.isFinite).length);
    const total = losses.slice(0, -1).reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0);
    expect(at(kept - 1, 'lossTotal')).toBeCloseTo(total, 6);
  });

  it('makes buckets that are powers of two, and few enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (rows) => {
        const size = bucketRows(rows);
        expect(Math.log2(size) % 1).toBe(0);
        if (size > 1) expect(rows / size).toBeLessThanOrEqual(MOST_BUCKETS);
        else expect(rows).toBeLessThanOrEqual(MOST_BUCKETS * 8);
      }),
    );
  });
});
