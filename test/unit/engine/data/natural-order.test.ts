import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder } from '../../../../src-main/engine/data/import/natural-order';

const name = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '2', '9', '/', '.') });

describe('naturalOrder', () => {
  it('counts as people do', () => {
    const sorted = [
      'a',
      'a1b2',
      'a1b10',
      'a2',
      'a10',
      'a99999999999999999999',
      'a100000000000000000000',
      'b',
    ];
    expect(sorted.toReversed().toSorted(naturalOrder)).toEqual(sorted);
    expect(['10.png', '9.png', '00000.png', '1.png'].toSorted(naturalOrder)).toEqual([
      '00000.png',
      '1.png',
      '9.png',
      '10.png',
    ]);
  });

  it('is an order: whatever is sorted comes out the same', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a))).toBe(0);
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        const [x, y, z] = [a, b, c].toSorted(naturalOrder);
        expect(naturalOrder(x!, z!)).toBeLessThanOrEqual(0);
        expect([c, a, b].toSorted(naturalOrder)).toEqual([x, y, z]);
      }),
    );
  });
});
