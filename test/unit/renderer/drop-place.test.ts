import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gapAt, moved, placeInGap } from '../../../src-renderer/pages/new-run/stack/drop-place';

it('drops a layer just where the line is shown', () => {
  const list = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(list, fc.nat(), fc.nat(), (entries, first, second) => {
      const from = first % entries.length;
      const gap = second % (entries.length + 1);
      const to = placeInGap(from, gap);
      const dropped = to === undefined ? entries : moved(entries, from, to);
      const others = (some: readonly number[]) => some.filter((entry) => entry !== entries[from]);
      expect(dropped.indexOf(entries[from]!)).toBe(others(entries.slice(0, gap)).length);
      expect(others(dropped)).toEqual(others(entries));
    }),
  );
});

it('finds the gap that a height lies in', () => {
  expect([0, 15, 29, 99].map((y) => gapAt(y, [10, 20, 30]))).toEqual([0, 1, 2, 3]);
});
