import { expect, it } from 'vitest';
import { z } from 'zod';
import { placementOf } from '@shared/augment/placement';
import { resample } from '@shared/augment/resample';
import { outsideSchema } from '@shared/spec/augment';
import fixture from './affine.json';

/** Written by `make-affine-fixtures.py`. */
const { cases } = z
  .object({
    cases: z.array(
      z.object({
        shape: z.tuple([z.int(), z.int(), z.int()]),
        shift: z.object({ x: z.number(), y: z.number() }),
        rotate: z.number(),
        zoom: z.number(),
        shear: z.number(),
        flipHorizontal: z.boolean(),
        flipVertical: z.boolean(),
        outside: outsideSchema,
        picture: z.array(z.int()),
        moved: z.array(z.number()),
      }),
    ),
  })
  .parse(fixture);

it('there are cases of both kinds', () => {
  expect(new Set(cases.map(({ outside }) => outside)).size).toBe(2);
});

it.each(cases)(
  "is moved as SciPy's affine_transform does, within a level: $shape, shift $shift, rotate $rotate, zoom $zoom, shear $shear, $outside",
  ({ picture, moved, shape, outside, ...choices }) => {
    const into = new Uint8Array(picture.length);
    resample(Uint8Array.from(picture), into, shape, placementOf(choices, shape), outside);
    const farthest = moved.reduce((most, value, i) => Math.max(most, Math.abs(value - into[i]!)), 0);
    // Ours is rounded to whole levels.
    expect(farthest).toBeLessThanOrEqual(0.51);
    expect(new Set(into).size).toBeGreaterThan(5);
  },
);
