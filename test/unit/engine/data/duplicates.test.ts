import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../src-main/engine/data/import/content-fingerprint';
import { Duplicates } from '../../../../src-main/engine/data/import/duplicates';
import { NearDuplicates } from '../../../../src-main/engine/data/import/near-duplicates';
import { ReportCollector } from '../../../../src-main/engine/data/import/report-collector';
import { open, rawPicture, type Raw } from './pictures/picture-samples';

/** Doubts of each kind: how many, and the pairs. */
const pairs = (report: ReportCollector) =>
  Object.fromEntries(
    report
      .report()
      .doubts.map(({ kind, count, examples }) => [
        kind,
        { count, pairs: examples.map(({ where, other }) => `${where}=${other}`) },
      ]),
  );

describe('Duplicates', () => {
  const reported = (samples: [string, Part | undefined, number][]) => {
    const duplicates = new Duplicates();
    for (const [input] of samples) duplicates.add(Buffer.from(input));
    const report = new ReportCollector();
    duplicates.report(report, {
      partOf: (index) => samples[index]![1],
      classOf: (index) => samples[index]![2],
      whereOf: (index) => String(index),
    });
    return pairs(report);
  };

  it('tells copies in a part, leaks between parts and contradictions apart', () => {
    expect(
      reported([
        ['a', 'train', 0],
        ['b', 'train', 1],
        ['a', 'train', 0],
        ['a', 'test', 0],
        ['b', 'train', 2],
        ['c', 'test', 0],
        ['b', 'validation', 1],
      ]),
    ).toEqual({
      duplicate: { count: 1, pairs: ['2=0'] },
      leak: { count: 2, pairs: ['3=0', '6=1'] },
      contradiction: { count: 2, pairs: ['4=1', '6=4'] },
    });
  });

  it('does not count samples that are not in the dataset', () => {
    expect(
      reported([
        ['a', undefined, 0],
        ['a', 'train', 0],
        ['b', 'train', 0],
      ]),
    ).toEqual({});
  });

  it('knows each of many inputs again', () => {
    const duplicates = new Duplicates();
    const count = 20_000;
    const input = (index: number) => Buffer.from(`sample ${index}`);
    for (let index = 0; index < 2 * count; index++) duplicates.add(input(index % count));
    expect(duplicates.count).toBe(2 * count);
    expect([...duplicates.first].findIndex((first, index) => first !== index % count)).toBe(-1);
  });
});

describe('NearDuplicates', () => {
  const [height, width] = [40, 32];

  /** Training pictures, then test pictures; the pairs that are found. */
  async function found(train: readonly Uint8Array[], test: readonly Uint8Array[], channels = 3) {
    const all = [...train, ...test];
    const duplicates = new Duplicates();
    const near = new NearDuplicates(height, width);
    for (const pixels of all) {
      duplicates.add(pixels);
      near.add(pixels, channels);
    }
    const report = new ReportCollector();
    await near.report(report, {
      partOf: (index) => (index < train.length ? 'train' : 'test'),
      classOf: () => 0,
      whereOf: (index) => String(index),
      first: duplicates.first,
      pixelsOf: async (index) => all[index]!,
    });
    return { pairs: pairs(report)['near-leak']?.pairs ?? [], notes: report.notes };
  }

  const picture = (seed: number): Raw => rawPicture(seed, height, width, 3);
  const train = Array.from({ length: 300 }, (_, seed) => picture(seed).pixels);
  const pixelsOf = async (image: Sharp) => new Uint8Array(await image.raw().toBuffer());

  it('finds pictures that were compressed, resized or lit otherwise, and no others', async () => {
    const changed = await Promise.all([
      open(picture(3))
        .jpeg({ quality: 50 })
        .toBuffer()
        .then((file) => pixelsOf(sharp(file))),
      open(picture(40))
        .resize(24, 30)
        .png()
        .toBuffer()
        .then((file) => pixelsOf(sharp(file).resize(width, height, { fit: 'fill' }))),
      pixelsOf(open(picture(77)).linear(0.7, 20)),
    ]);
    const others = Array.from({ length: 100 }, (_, seed) => picture(1000 + seed).pixels);
    // 5 is there as it is: that is a leak, not a near one.
    const { pairs } = await found(train, [...changed, ...others, train[5]!]);
    expect(pairs).toEqual(['300=3', '301=40', '302=77']);
  });

  it('says nothing of pictures that are as good as empty', async () => {
    const flat = Array.from({ length: 50 }, (_, level) => {
      const pixels = new Uint8Array(height * width * 3).fill(5 * level);
      pixels[level] = 255 - pixels[level]!;
      return pixels;
    });
    expect(await found(flat.slice(0, 25), flat.slice(25))).toEqual({ pairs: [], notes: [] });
  });

  it('compares with a part of the others only where too many look alike, and says so', async () => {
    const base = picture(1).pixels;
    const alike = Array.from({ length: 4200 }, (_, index) => {
      const pixels = base.slice();
      pixels[index % pixels.length]! ^= 1 + (index % 3);
      return pixels;
    });
    const { pairs, notes } = await found(alike.slice(0, 4190), alike.slice(4190));
    expect(pairs).toHaveLength(10);
    expect(notes).toEqual([expect.stringMatching(/^So many pictures look alike that 10 of them/)]);
  });
});
