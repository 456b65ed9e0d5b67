import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { computePart, makeUp } from '../../../../../src-main/engine/data/catalog/made-up/make-up';
import type { Place, Recipe } from '../../../../../src-main/engine/data/catalog/made-up/recipe';
import { RECIPES } from '../../../../../src-main/engine/data/catalog/made-up/recipes';
import {
  circles,
  twoSpirals,
  threeSpirals,
  twoMoons,
  xor,
} from '../../../../../src-main/engine/data/catalog/made-up/shapes';
import { sine, surface } from '../../../../../src-main/engine/data/catalog/made-up/waves';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { CATALOG } from '../../../../../src-shared/data/catalog';

const { signal } = new AbortController();
let datasetsFolder: string;
beforeEach(async () => {
  datasetsFolder = await mkdtemp(join(tmpdir(), 'made-up-'));
});
afterEach(() => rm(datasetsFolder, { recursive: true, force: true }));

const make = (recipe: Recipe, seed: number) =>
  makeUp({ recipe, name: recipe.id, seed, datasetsFolder, onProgress: () => {}, signal });

/** Random numbers without noise: the middle of what is even. */
class Quiet extends CountedRandom {
  override normal(): number {
    return 0;
  }
}
const withoutNoise = (recipe: Recipe, place: Place, seed = 0) =>
  recipe.sample(place, new Quiet(seed, Purpose.madeUp, 0, place.index));

/** scikit-learn 1.9.1's make_moons(500, shuffle=False, noise=None): row, x, y, class. */
const MOONS = [
  [0, 1.0, 0.0, 0],
  [1, 0.999920408756, 0.012616503235, 0],
  [62, 0.709333622896, 0.704872904451, 0],
  [124, 0.006308377141, 0.999980101991, 0],
  [200, -0.814908476443, 0.579589660899, 0],
  [249, -1.0, 0.0, 0],
  [250, 0.0, 0.5, 1],
  [251, 7.9591244e-5, 0.487383496765, 1],
  [312, 0.290666377104, -0.204872904451, 1],
  [374, 0.993691622859, -0.499980101991, 1],
  [450, 1.814908476443, -0.079589660899, 1],
  [499, 2.0, 0.5, 1],
] as const;

/** scikit-learn 1.9.1's make_circles(500, shuffle=False, noise=None, factor=0.5). */
const CIRCLES = [
  [0, 1.0, 0.0, 0],
  [1, 0.999684189283, 0.025130095443, 0],
  [62, 0.012566039883, 0.999921044204, 0],
  [200, 0.309016994375, -0.951056516295, 0],
  [249, 0.999684189283, -0.025130095443, 0],
  [251, 0.499842094642, 0.012565047722, 1],
  [374, -0.499842094642, 0.012565047722, 1],
  [499, 0.499842094642, -0.012565047722, 1],
] as const;

describe('made-up sets', () => {
  it('are all in the catalog, each with a number of its own', () => {
    const listed = CATALOG.filter(({ kind }) => kind === 'made-up').map(({ id }) => id);
    expect(RECIPES.map(({ id }) => id).sort()).toEqual(listed.sort());
    expect(new Set(RECIPES.map(({ number }) => number)).size).toBe(RECIPES.length);
  });

  it.each(RECIPES.map((recipe) => [recipe.id, recipe] as const))(
    '%s is the same everywhere, and another one with another seed',
    async (id, recipe) => {
      const { document } = await make(recipe, 0);
      expect(document.fingerprint).toBe(CATALOG.find((entry) => entry.id === id)?.fingerprint);
      expect(document.source).toEqual({ type: 'made-up', recipe: id, seed: 0 });
      expect(document.splits.train.count).toBe(1500);
      expect(document.splits.test.count).toBe(500);
      expect(document.input).toMatchObject({ type: 'table' });
      const classes = document.classCounts;
      expect(classes).toEqual(classes.map(() => 1500 / classes.length));

      expect((await make(recipe, 0)).existed).toBe(true);
      const other = await make(recipe, 1);
      expect(other.existed).toBe(false);
      expect(other.document.fingerprint).not.toBe(document.fingerprint);
    },
  );

  it.each(RECIPES.map((recipe) => [recipe.id, recipe] as const))(
    '%s has no sample of its training part in its test part',
    (_, recipe) => {
      const width = recipe.columns.length;
      const rows = (part: 'train' | 'test') => {
        const { inputs } = computePart(recipe, 0, part);
        return Array.from({ length: inputs.length / width }, (__, row) =>
          inputs.slice(row * width, (row + 1) * width).join(),
        );
      };
      const train = new Set(rows('train'));
      expect(train.size).toBeGreaterThan(1450);
      // One number of 24 bits may come up twice; a point of two does not.
      expect(rows('test').filter((row) => train.has(row)).length).toBeLessThanOrEqual(width === 1 ? 2 : 0);
    },
  );

  it.each([
    ['two moons', twoMoons, MOONS],
    ['circles', circles, CIRCLES],
  ] as const)("%s without noise are scikit-learn's", (_, recipe, rows) => {
    for (const [row, x, y, label] of rows) {
      // Classes take turns here and stand one after the other there.
      const index = 2 * (row % 250) + label;
      const { inputs, target } = withoutNoise(recipe, { index, count: 500 });
      expect(target).toBe(label);
      expect(inputs[0]).toBeCloseTo(x, 11);
      expect(inputs[1]).toBeCloseTo(y, 11);
    }
  });

  it('two moons have the noise that they say', () => {
    const { inputs } = computePart(twoMoons, 0, 'train');
    let sum = 0;
    for (let index = 0; index < 1500; index++) {
      const { inputs: quiet } = withoutNoise(twoMoons, { index, count: 1500 });
      sum += (inputs[2 * index]! - quiet[0]!) ** 2 + (inputs[2 * index + 1]! - quiet[1]!) ** 2;
    }
    // 3,000 squares: their root mean is within 5 % but once in 10,000 sets.
    expect(Math.sqrt(sum / 3000)).toBeGreaterThan(0.15 * 0.95);
    expect(Math.sqrt(sum / 3000)).toBeLessThan(0.15 * 1.05);
  });

  it.each([
    ['two', twoSpirals, 2, 1.5],
    ['three', threeSpirals, 3, 1],
  ] as const)('%s spirals wind outwards, each turned on from the one before', (_, recipe, arms, rounds) => {
    const count = 100 * arms;
    for (let index = 0; index < count; index++) {
      const { inputs, target } = withoutNoise(recipe, { index, count });
      const radius = Math.hypot(inputs[0]!, inputs[1]!);
      const turned = 2 * Math.PI * (rounds * radius + target / arms);
      expect(target).toBe(index % arms);
      expect(inputs[0]).toBeCloseTo(radius * Math.cos(turned), 9);
      expect(inputs[1]).toBeCloseTo(radius * Math.sin(turned), 9);
    }
    expect(withoutNoise(recipe, { index: 0, count }).inputs[0]).not.toBeCloseTo(0, 3);
    const last = withoutNoise(recipe, { index: count - 1, count }).inputs;
    expect(Math.hypot(last[0]!, last[1]!)).toBeCloseTo(1, 9);
  });

  it('exclusive or fills all four corners of a square', () => {
    const corners = new Set<string>();
    for (let index = 0; index < 200; index++) {
      const { inputs, target } = withoutNoise(xor, { index, count: 200 });
      const [x = 0, y = 0] = inputs;
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
      expect(target).toBe(x < 0 === y < 0 ? 0 : 1);
      corners.add(`${x < 0} ${y < 0}`);
    }
    expect(corners.size).toBe(4);
  });

  it('sine and surface are what their names say', () => {
    for (let index = 0; index < 100; index++) {
      const wave = withoutNoise(sine, { index, count: 100 });
      expect(wave.target).toBeCloseTo(Math.sin(wave.inputs[0]!), 12);
      const { inputs, target } = withoutNoise(surface, { index, count: 100 });
      expect(target).toBeCloseTo(Math.sin(inputs[0]!) * Math.cos(inputs[1]!), 12);
    }
  });
});
