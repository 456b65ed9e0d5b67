import { describe, expect, it } from 'vitest';
import { isAugmenting, type Augment } from '@shared/spec/augment';
import { checkSpec, type CheckedDataset } from '@shared/spec/check';
import { defaultsFor } from '@shared/spec/check-augment';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';
import type { Mend } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';

const digits: CheckedDataset = {
  name: 'Digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};
const clothes: CheckedDataset = {
  ...digits,
  name: 'Clothes',
  classes: ['Shirt', 'Bag', 'Coat', 'Boot', 'Dress', 'Hat', 'Sock', 'Belt', 'Scarf', 'Glove'],
};
const table: CheckedDataset = {
  name: 'Wine',
  shape: [4],
  classes: ['a', 'b', 'c'],
  trainCount: 100,
  input: { type: 'numbers', shape: [4] },
};
const ages: CheckedDataset = {
  ...clothes,
  name: 'Ages',
  classes: [],
  input: { type: 'pictures', shape: [28, 28, 1] },
  target: { type: 'values', names: ['age'] },
};

const mlp = presets.mlp.spec({ id: 'digits', classes: digits.classes });
const withAugment = (augment: Partial<Augment>, rest: Partial<RunSpec> = {}): RunSpec => {
  const parsed = parseSpec({ ...mlp, ...rest, augment });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.spec;
};
const of = (spec: RunSpec, dataset: CheckedDataset) =>
  checkSpec(spec, dataset).filter(({ path }) => path.startsWith('augment'));
function mended(spec: RunSpec, { changes }: Mend): RunSpec {
  const draft = changes.reduce<unknown>((all, { path, value }) => withValueAt(all, path, value), spec);
  const parsed = parseSpec(draft);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.spec;
}

describe('what is doubted or refused, with mends that take it away', () => {
  it.each<[string, Partial<Augment>, CheckedDataset, 'error' | 'warning', string, string]>([
    ['flipped digits', { flipHorizontal: true }, digits, 'warning', 'flipHorizontal', 'a 2 looks like a 5'],
    ['digits on their heads', { flipVertical: true }, digits, 'warning', 'flipVertical', 'Do not flip'],
    [
      'flips of both kinds',
      { flipHorizontal: true, flipVertical: true },
      digits,
      'warning',
      'flipHorizontal',
      'signs',
    ],
    ['turned digits', { rotate: 90 }, digits, 'warning', 'rotate', 'a 6 becomes a 9'],
    ['photos upside down', { flipVertical: true }, clothes, 'warning', 'flipVertical', 'upside down'],
    ['far shifts', { shift: 0.6 }, clothes, 'warning', 'shift', '0.1 is usual'],
    ['much zoom', { zoom: 0.8 }, clothes, 'warning', 'zoom', '0.1 is usual'],
    ['much shear', { shear: 50 }, clothes, 'warning', 'shear', '10 is usual'],
    ['wide crops', { crop: 14 }, clothes, 'warning', 'crop', '4 is usual'],
    ['much brightness', { brightness: 0.9 }, clothes, 'warning', 'brightness', 'all black or all white'],
    ['much contrast', { contrast: 1 }, clothes, 'warning', 'contrast', 'grey'],
    ['much noise', { noise: 0.5 }, clothes, 'warning', 'noise', 'drowns'],
    ['large holes', { cutout: 0.9 }, clothes, 'warning', 'cutout', 'hides most'],
    ['strong mixtures', { mixup: 4 }, clothes, 'warning', 'mixup', '0.2 is usual'],
    ['tables', { noise: 0.1 }, table, 'error', '', 'only pictures'],
    ['mixed values', { mixup: 0.2 }, ages, 'error', 'mixup', 'values to predict'],
  ])('%s', (_, augment, dataset, severity, field, words) => {
    const spec = withAugment(augment);
    const [problem, ...others] = of(spec, dataset);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity, path: ['augment', field].filter(Boolean).join('.') });
    expect(problem!.message).toContain(words);
    expect(problem!.mends.length).toBeGreaterThan(0);
    for (const mend of problem!.mends) expect(of(mended(spec, mend), dataset)).toEqual([]);
  });

  it('mixtures that are always the same', () => {
    const spec = withAugment({ mixup: 0.2 }, { shuffle: false });
    const [problem] = of(spec, clothes);
    expect(problem).toMatchObject({ severity: 'warning', path: 'augment.mixup' });
    for (const mend of problem!.mends) expect(of(mended(spec, mend), clothes)).toEqual([]);
  });

  it('flips of things that are not signs are not doubted', () => {
    expect(of(withAugment({ flipHorizontal: true }), clothes)).toEqual([]);
  });
});

describe('what is proposed', () => {
  it.each([digits, clothes, table, ages])('has nothing doubtful: $name', (dataset) => {
    expect(of(withAugment(defaultsFor(dataset)), dataset)).toEqual([]);
  });

  it('flips things, but neither digits nor letters of any script', () => {
    expect(defaultsFor(clothes).flipHorizontal).toBe(true);
    for (const classes of [digits.classes, ['a', 'B', 'ß'], ['お', 'き', 'す']]) {
      const proposed = defaultsFor({ classes });
      expect(proposed).toMatchObject({ flipHorizontal: false, flipVertical: false });
      expect(isAugmenting(proposed)).toBe(true);
    }
  });

  it('is nothing where there are no pictures', () => {
    expect(isAugmenting(defaultsFor(table))).toBe(false);
  });
});
