import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracyRange,
  fromZero,
  logLossRange,
  lossRange,
  measureRange,
  type Range,
} from '@shared/charts/ranges';
import { logTicks, logTickText, niceTicks, tickText, timeTicks, wholeTicks } from '@shared/charts/ticks';

describe('wholeTicks', () => {
  it('are whole numbers, as far apart from one to the next, wherever there are two', () => {
    expect(wholeTicks(4, 7, 2)).toEqual([4, 6]);
    expect(wholeTicks(4, 7, 6)).toEqual([4, 5, 6, 7]);
    expect(wholeTicks(0, 0.5, 2)).toEqual([0, 0.25, 0.5]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 2, max: 20 }),
        (least, span, wanted) => {
          const ticks = wholeTicks(least, least + span, wanted);
          const apart = new Set(ticks.slice(1).map((tick, at) => Number((tick - ticks[at]!).toPrecision(6))));
          expect(apart.size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('niceTicks', () => {
  it('stays within the range and ends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        (least, span, wanted) => {
          const ticks = niceTicks(least, least + span, wanted);
          expect(ticks.length).toBeLessThanOrEqual(wanted + 2);
          const slack = span * 1e-6 + Math.abs(least) * 1e-9;
          expect(ticks.every((tick) => tick >= least - slack && tick <= least + span + slack)).toBe(true);
        },
      ),
    );
  });

  it('is round', () => {
    expect(niceTicks(0, 14, 14)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(niceTicks(0, 0.9, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(logTicks(0.02, 3)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  });

  it('is written with as many digits as tell ticks apart', () => {
    expect(niceTicks(0, 0.9, 5).map((tick) => tickText(tick, [0, 0.2]))).toEqual([
      '0.0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
    ]);
    expect(tickText(20_000, [0, 20_000])).toBe('20k');
    expect(tickText(2.5, [0, 2.5])).toBe('2.5');
  });

  const written = (ticks: number[]) => ticks.map((tick) => tickText(tick, ticks));
  it.each([
    [
      [0, 5000, 10_000],
      ['0', '5k', '10k'],
    ],
    [
      [0, 2500, 5000],
      ['0', '2500', '5000'],
    ],
    [
      [0, 500_000, 1_000_000],
      ['0', '0.5M', '1.0M'],
    ],
    [
      [0, 2e7, 4e7],
      ['0', '20M', '40M'],
    ],
    [
      [0, 2.5e9, 5e9],
      ['0', '2.5G', '5.0G'],
    ],
    [
      [-2e12, 0, 2e12],
      ['-2e12', '0', '2e12'],
    ],
    [niceTicks(0, 2.1e24, 5), ['0', '5e23', '1e24', '1.5e24', '2e24']],
    [
      [0, 2e-6, 4e-6],
      ['0', '2e−6', '4e−6'],
    ],
    [
      [100_000, 100_005, 100_010, 100_015],
      ['100,000', '100,005', '100,010', '100,015'],
    ],
    [
      [100_000, 100_000.5],
      ['100000.0', '100000.5'],
    ],
    [
      [1e12, 1e12 + 5e8],
      ['1e12', '1.0005e12'],
    ],
  ])('writes %j readably', (ticks, texts) => expect(written(ticks)).toEqual(texts));

  it('never reads the same on one axis', () => {
    const scale = fc.integer({ min: -12, max: 15 }).map((power) => 10 ** power);
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, scale, scale, fc.integer({ min: 1, max: 20 }), (share, far, span, wanted) => {
        const texts = written(niceTicks(share * far, share * far + span, wanted));
        expect(texts.join()).not.toContain('NaN');
        expect(new Set(texts).size, texts.join()).toBe(texts.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('is short enough for its gutter, however large the loss', () => {
    for (let power = -8; power < 40; power++) {
      for (const factor of [1, 2.2, 3.7, 9.9]) {
        for (const text of written(niceTicks(0, factor * 10 ** power, 6))) {
          expect(text.length, text).toBeLessThanOrEqual(6);
        }
      }
    }
    expect([1e-5, 0.0005, 0.5, 200, 1e5, 2e7, 5e24].map(logTickText)).toEqual([
      '1e−5',
      '0.0005',
      '0.5',
      '200',
      '100k',
      '20M',
      '5e24',
    ]);
  });
});

describe('ranges', () => {
  const falling = Array.from({ length: 400 }, (_, x) => ({ x, y: 0.1 + 2.2 * Math.exp(-x / 3) }));
  const at = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

  it('lets the first steps of a loss go off its scale', () => {
    const range = lossRange(falling, falling, []);
    expect(range.max).toBeLessThan(2.3);
    expect(range.max).toBeGreaterThan(0.15);
    expect(range.min).toBeLessThanOrEqual(0.1);
  });

  it('always holds the validation', () => {
    expect(lossRange(falling, falling, [{ x: 5, y: 5 }]).max).toBeGreaterThanOrEqual(5);
  });

  it('holds the best of few validations on a logarithmic scale, which lies below all of many steps', () => {
    const steps = at(Array.from({ length: 3000 }, (_, step) => 0.5 + 0.1 * Math.sin(step)));
    const { min } = logLossRange(steps, steps, at([0.3, 0.09, 0.05, 0.2]));
    expect(min).toBeLessThan(0.05);
  });

  it('holds the rest of a run on a logarithmic scale, where its loss blew up for a moment', () => {
    const steps = at(Array.from({ length: 42 }, (_, step) => (step === 4 ? 2e14 : 0.8 + step / 10)));
    const { min, max, ticks } = logLossRange(steps, steps, []);
    expect(min).toBeLessThanOrEqual(0.8);
    expect(max).toBeGreaterThan(2e14);
    expect(ticks.length).toBeGreaterThan(4);
    expect(ticks.length).toBeLessThan(11);
  });

  it('holds the best epoch of a measure, however early or alone', () => {
    const errors = at(Array.from({ length: 100 }, (_, epoch) => (epoch === 1 ? 2 : 9 + Math.sin(epoch))));
    expect(measureRange(errors, Infinity).min).toBeLessThanOrEqual(2);
    const shares = at(errors.map(({ y }) => (y === 2 ? 0.9 : 0.4 + y / 1000)));
    expect(measureRange(shares, 1).max).toBeGreaterThanOrEqual(0.9);
  });

  it('holds all of a measure where only a part of the run is shown', () => {
    const part = at([-3, 0.1, ...Array.from({ length: 40 }, () => 0.9)]);
    expect(measureRange(part, 1, true).min).toBeLessThanOrEqual(-3);
    expect(measureRange(part, 1).min).toBeGreaterThan(-3);
  });

  it('reaches 100% once an accuracy comes near', () => {
    const rising = Array.from({ length: 200 }, (_, x) => ({ x, y: 1 - 0.9 * Math.exp(-x / 10) }));
    const range = accuracyRange(rising, []);
    expect(range.max).toBe(1);
    expect(range.ticks.at(-1)).toBe(1);
  });

  function expectScale({ min, max, ticks }: Range, text = (tick: number) => tickText(tick, ticks)) {
    expect(max, `from ${min}`).toBeGreaterThan(min);
    expect(ticks.length).toBeGreaterThan(0);
    expect([min, max, ...ticks].every(Number.isFinite)).toBe(true);
    const texts = ticks.map(text);
    expect(new Set(texts).size, texts.join()).toBe(texts.length);
  }

  it('have a height where all values are alike', () => {
    expect(accuracyRange([], at([1, 1]))).toMatchObject({ min: 0.999, max: 1, ticks: [0.999, 1] });
    for (const alike of [2.5, 0.5, 0, -2, 1e-7, 3e12]) {
      const range = lossRange([], [], at([alike]));
      expectScale(range);
      expect(range.min).toBeLessThanOrEqual(alike);
      expect(range.max).toBeGreaterThan(alike);
    }
    expectScale(logLossRange([], [], at([3])), logTickText);
  });

  it('are scales that can be drawn and read, whatever was measured', () => {
    const values = (min: number, max: number) =>
      fc.oneof(
        fc.array(fc.float({ min, max }), { maxLength: 60 }),
        fc
          .tuple(fc.float({ min, max }), fc.integer({ min: 1, max: 60 }))
          .map(([one, count]) => Array.from({ length: count }, () => one)),
      );
    const percent = (tick: number, ticks: readonly number[]) =>
      tickText(
        tick * 100,
        ticks.map((one) => one * 100),
      );
    fc.assert(
      fc.property(values(-10, 1e6), values(0, 1), fc.boolean(), (losses, shares, isPart) => {
        for (const [raw, validation] of [
          [losses, []],
          [[], losses],
          [losses, losses],
        ] as const) {
          expectScale(lossRange(at(raw), at(raw), at(validation), isPart));
          expectScale(logLossRange(at(raw), at(raw), at(validation)), logTickText);
        }
        const accuracy = accuracyRange(at(shares), at(shares), isPart);
        expectScale(accuracy, (tick) => percent(tick, accuracy.ticks));
        expectScale(fromZero(at(losses)));
        expectScale(measureRange(at(losses), Infinity, isPart));
        expectScale(measureRange(at(shares), 1, isPart));
      }),
      { numRuns: 500 },
    );
  });

  it('has something to show of nothing', () => {
    expect(lossRange([], [], []).ticks.length).toBeGreaterThan(0);
    expect(accuracyRange([], []).max).toBe(1);
  });
});

describe('timeTicks', () => {
  it('is round as clocks are', () => {
    expect(timeTicks(0, 66, 14)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65]);
    expect(timeTicks(0, 3700, 8)).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600]);
  });
});
