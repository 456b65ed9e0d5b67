import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedRandom, Purpose } from '../../../../src-shared/random/counted-random';

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const words = fc.integer({ min: 0, max: 0xffffffff });

describe('CountedRandom', () => {
  it('gives the same stream for the same key', () => {
    fc.assert(
      fc.property(seeds, words, words, (seed, step, index) => {
        const one = new CountedRandom(seed, Purpose.drawnDigits, step, index);
        const two = new CountedRandom(seed, Purpose.drawnDigits, step, index);
        for (let i = 0; i < 20; i++) expect(one.uint32()).toBe(two.uint32());
      }),
    );
  });

  it('gives other streams for other keys', () => {
    const first = (seed: number, purpose: Purpose, step: number, index: number) => {
      const random = new CountedRandom(seed, purpose, step, index);
      return [random.uint32(), random.uint32(), random.uint32(), random.uint32()].join();
    };
    const streams = [
      first(1, Purpose.shuffle, 0, 0),
      first(1 + 2 ** 32, Purpose.shuffle, 0, 0),
      first(1, Purpose.split, 0, 0),
      first(1, Purpose.shuffle, 1, 0),
      first(1, Purpose.shuffle, 0, 1),
    ];
    expect(new Set(streams).size).toBe(streams.length);
  });

  it('stays in range below a bound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 0x7fffffff }), (seed, bound) => {
        const random = new CountedRandom(seed, Purpose.shuffle, 0);
        for (let i = 0; i < 20; i++) {
          const value = random.below(bound);
          expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
        }
      }),
    );
  });

  it.each([2, 3, 7, 10])('has no bias below %i', (bound) => {
    const draws = 40_000;
    const counts = Array.from({ length: bound }, () => 0);
    const random = new CountedRandom(7, Purpose.shuffle, bound);
    for (let i = 0; i < draws; i++) counts[random.below(bound)]! += 1;
    const expected = draws / bound;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Past this in one of a thousand tries for nine degrees of freedom, in fewer for less.
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('shuffles into a permutation', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, length) => {
        const items = Uint32Array.from({ length }, (_, i) => i);
        new CountedRandom(seed, Purpose.shuffle, 3).shuffle(items);
        expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
  });

  it('draws uniform and normal numbers with the right moments', () => {
    const random = new CountedRandom(11, Purpose.initialWeights, 0);
    const draws = 50_000;
    let uniform = 0;
    let normal = 0;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      uniform += value;
      const z = random.normal();
      normal += z;
      squares += z * z;
    }
    expect(uniform / draws).toBeCloseTo(0.5, 1.7);
    expect(normal / draws).toBeCloseTo(0, 1.5);
    expect(squares / draws).toBeCloseTo(1, 1.5);
  });
});
