import { describe, expect, it } from 'vitest';
import { mulHigh, philox4x32 } from '../../../../src-shared/random/philox';

type Quad = [number, number, number, number];

/** Known answers of the authors' own library (Random123, `kat_vectors`). */
const KNOWN: { counter: Quad; key: [number, number]; out: Quad }[] = [
  { counter: [0, 0, 0, 0], key: [0, 0], out: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    out: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    out: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

describe('philox4x32', () => {
  it.each(KNOWN)('gives the known answer for counter $counter', ({ counter, key, out }) => {
    const words = new Uint32Array(6);
    philox4x32(words, 1, ...counter, ...key);
    expect([...words]).toEqual([0, ...out, 0]);
  });

  it('multiplies like 64-bit integers', () => {
    for (const [a, b] of [
      [0xffffffff, 0xffffffff],
      [0xd2511f53, 0x80000001],
      [0x10001, 0xfffe],
      [0, 5],
    ] as const) {
      expect(mulHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
    }
  });
});
