import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentPicture } from '@shared/augment/augment-picture';
import { mixClasses, mixPictures, mixShare } from '@shared/augment/mixup';
import { placementOf, type PlacementChoices } from '@shared/augment/placement';
import { resample } from '@shared/augment/resample';
import type { PictureShape, SampleKey } from '@shared/augment/sample-key';
import { augmentSchema, NO_AUGMENT, type Augment } from '@shared/spec/augment';

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3, 4))
  .chain(([height, width, channels]) => {
    const length = height * width * channels;
    const shape: PictureShape = [height, width, channels];
    return fc.record({
      shape: fc.constant(shape),
      bytes: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });
const keys = fc.record<SampleKey>({
  seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  epoch: fc.nat(1000),
  index: fc.nat(1e9),
});
const share = (max: number) => fc.double({ min: 0, max, noNaN: true });
const settings: fc.Arbitrary<Augment> = fc.record({
  shift: share(1),
  rotate: share(180),
  zoom: share(0.9),
  shear: share(60),
  flipHorizontal: fc.boolean(),
  flipVertical: fc.boolean(),
  crop: fc.nat(12),
  outside: fc.constantFrom('black' as const, 'edge' as const),
  brightness: share(1),
  contrast: share(1),
  noise: share(1),
  cutout: share(1),
  mixup: fc.constant(0),
});

function augmented(augment: Partial<Augment>, bytes: Uint8Array, shape: PictureShape, key: SampleKey) {
  // So that a pixel that is left out shows.
  const into = new Uint8Array(bytes.length).fill(77);
  augmentPicture({ ...NO_AUGMENT, ...augment }, bytes, into, shape, key);
  return into;
}

const STILL: PlacementChoices = {
  shift: { x: 0, y: 0 },
  rotate: 0,
  zoom: 1,
  shear: 0,
  flipHorizontal: false,
  flipVertical: false,
};
function placed(choices: Partial<PlacementChoices>, bytes: Uint8Array, shape: PictureShape): Uint8Array {
  const into = new Uint8Array(bytes.length).fill(77);
  resample(bytes, into, shape, placementOf({ ...STILL, ...choices }, shape), 'black');
  return into;
}

describe('a picture', () => {
  it('stays as it is, byte for byte, where nothing is switched on', () => {
    fc.assert(
      fc.property(pictures, keys, ({ bytes, shape }, key) => {
        expect(augmented({}, bytes, shape, key)).toEqual(bytes);
      }),
    );
  });

  it('is made anew of the same seed, epoch and sample alone, and is not touched itself', () => {
    fc.assert(
      fc.property(settings, pictures, keys, (augment, { bytes, shape }, key) => {
        const before = bytes.slice();
        const first = augmented(augment, bytes, shape, key);
        augmented(augment, bytes, shape, { ...key, index: key.index + 1 });
        expect(augmented(augment, bytes, shape, key)).toEqual(first);
        expect(bytes).toEqual(before);
      }),
    );
  });

  it('is another in another epoch, for another sample and another seed', () => {
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 256);
    const of = (key: SampleKey) => augmented({ shift: 0.3, rotate: 30 }, bytes, [20, 20, 1], key).join();
    const key = { seed: 1, epoch: 2, index: 3 };
    const all = [key, { ...key, seed: 2 }, { ...key, epoch: 3 }, { ...key, index: 4 }];
    expect(new Set(all.map(of)).size).toBe(4);
  });

  it('has the same choices made for it whatever else is switched on', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
    const key = { seed: 5, epoch: 0, index: 9 };
    const cropped = augmented({ crop: 2 }, bytes, [8, 8, 1], key);
    const both = augmented({ crop: 2, cutout: 0.3 }, bytes, [8, 8, 1], key);
    const changes = [...both.keys()].filter((i) => both[i] !== cropped[i]);
    expect(changes.every((i) => both[i] === 0)).toBe(true);
    expect(changes.length).toBeGreaterThan(0);
  });
});

describe('placements', () => {
  it('that flip twice give the picture again', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), fc.boolean(), ({ bytes, shape }, across, down) => {
        const flip = { flipHorizontal: across, flipVertical: down };
        expect(placed(flip, placed(flip, bytes, shape), shape)).toEqual(bytes);
      }),
    );
  });

  it('flip left for right and top for bottom', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...placed({ flipHorizontal: true }, bytes, [2, 3, 1])]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...placed({ flipVertical: true }, bytes, [2, 3, 1])]).toEqual([4, 5, 6, 1, 2, 3]);
    expect([...placed({ flipHorizontal: true }, bytes, [1, 2, 3])]).toEqual([4, 5, 6, 1, 2, 3]);
  });

  it('shift by whole pixels to the right and down, and leave black behind', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...placed({ shift: { x: 1, y: 0 } }, bytes, [2, 3, 1])]).toEqual([0, 1, 2, 0, 4, 5]);
    expect([...placed({ shift: { x: 0, y: 1 } }, bytes, [2, 3, 1])]).toEqual([0, 0, 0, 1, 2, 3]);
  });

  it('turn a square clockwise by 90° within a level', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 25, maxLength: 25 }), (bytes) => {
        const turned = placed({ rotate: 90 }, bytes, [5, 5, 1]);
        for (let row = 0; row < 5; row++) {
          for (let column = 0; column < 5; column++) {
            const wanted = bytes[(4 - column) * 5 + row]!;
            expect(Math.abs(turned[row * 5 + column]! - wanted)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('never make values that were not between those of the picture and black', () => {
    fc.assert(
      fc.property(pictures, settings, keys, ({ bytes, shape }, augment, key) => {
        const moves = { ...augment, brightness: 0, contrast: 0, noise: 0, cutout: 0 };
        const most = Math.max(...bytes);
        expect(Math.max(...augmented(moves, bytes, shape, key))).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('levels', () => {
  it('are cut off at black and white, and do not wrap around', () => {
    const half = new Uint8Array(100).fill(250);
    for (let index = 0; index < 50; index++) {
      const key = { seed: 0, epoch: 0, index };
      const [first] = augmented({ brightness: 0.5 }, half, [10, 10, 1], key);
      expect(first! >= 122).toBe(true);
    }
  });

  it('get noise of the deviation that was asked for, around what was there', () => {
    const grey = new Uint8Array(40_000).fill(128);
    const noisy = augmented({ noise: 0.05 }, grey, [200, 200, 1], { seed: 3, epoch: 0, index: 0 });
    const mean = noisy.reduce((sum, value) => sum + value, 0) / noisy.length;
    const variance = noisy.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.length;
    // Five standard errors of each.
    expect(Math.abs(mean - 128)).toBeLessThan((5 * 12.75) / 200);
    expect(Math.abs(Math.sqrt(variance) - 12.75)).toBeLessThan((5 * 12.75) / (200 * Math.SQRT2) + 0.05);
  });

  it('turn black where a rectangle is cut out, of no more than the size that was asked for', () => {
    const white = new Uint8Array(20 * 10 * 3).fill(255);
    for (let index = 0; index < 200; index++) {
      const cut = augmented({ cutout: 0.4 }, white, [20, 10, 3], { seed: 1, epoch: 0, index });
      const black = cut.filter((value) => value === 0).length;
      expect(black % 3).toBe(0);
      expect(black / 3).toBeGreaterThan(0);
      expect(black / 3).toBeLessThanOrEqual(8 * 4);
    }
  });

  it('keep their mean when only the contrast changes', () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => 100 + (i % 50));
    const mean = (of: Uint8Array) => of.reduce((sum, value) => sum + value, 0) / of.length;
    const key = { seed: 2, epoch: 0, index: 0 };
    const changed = augmented({ contrast: 0.5 }, bytes, [10, 10, 1], key);
    expect(changed).not.toEqual(bytes);
    expect(Math.abs(mean(changed) - mean(bytes))).toBeLessThan(0.5);
  });
});

describe('mixup', () => {
  it('mixes pictures by their shares, and leaves a picture that is all of it', () => {
    const one = Uint8Array.of(0, 100, 200);
    mixPictures(one, Uint8Array.of(100, 100, 0), 0.25);
    expect([...one]).toEqual([75, 100, 50]);
    fc.assert(
      fc.property(pictures, ({ bytes }) => {
        const whole = bytes.slice();
        mixPictures(whole, bytes.toReversed(), 1);
        expect(whole).toEqual(bytes);
      }),
    );
  });

  it('gives classes that add up to one', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), share(1), (own, other, part) => {
        const into = new Float32Array(10).fill(9);
        mixClasses(into, own, other, part);
        expect(into.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
        if (own !== other) expect(into[own]).toBe(Math.fround(part));
      }),
    );
  });

  it.each([0.1, 0.4, 1, 2, 8])('draws shares as Beta(%d, α) has them', (alpha) => {
    const count = 20_000;
    const shares = Array.from({ length: count }, (_, index) => mixShare(alpha, { seed: 7, epoch: 1, index }));
    const mean = shares.reduce((sum, value) => sum + value, 0) / count;
    const variance = shares.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / count;
    const fourth = shares.reduce((sum, value) => sum + (value - 0.5) ** 4, 0) / count;
    expect(shares.every((value) => value >= 0 && value <= 1)).toBe(true);
    // Variance 1 / (4 (2α + 1)), fourth central moment 3 / (16 (2α + 1)(2α + 3)).
    const wanted = 1 / (4 * (2 * alpha + 1));
    const wantedFourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(wanted / count));
    expect(Math.abs(variance - wanted)).toBeLessThan(5 * Math.sqrt(wantedFourth / count));
    expect(Math.abs(fourth / wantedFourth - 1)).toBeLessThan(0.1);
  });
});

it('a spec knows no other changes', () => {
  expect(augmentSchema.safeParse({ flip: true }).success).toBe(false);
});
