import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { DataError } from '../../../../../src-main/engine/data/data-error';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { mutated, withSoundChecksums } from './mutate';
import {
  encoded,
  importFrom,
  namesIn,
  open,
  rawPicture,
  smallTree,
  writeTree,
  zipped,
  type Format,
} from './picture-samples';

/** How many damaged files go into one import of pictures. */
const AT_ONCE = 50;

/** Counts of what became of damaged files. */
export interface Outcome {
  kept: number;
  setAside: number;
  refused: number;
}

/** Files of a format in all the ways that it has: deep, paletted, interlaced, transparent, animated, packed otherwise. */
async function kindsOf(format: Format): Promise<Buffer[]> {
  const color = rawPicture(1, 24, 20, 3);
  const clear = rawPicture(2, 24, 20, 4);
  const plain = [await encoded(rawPicture(3, 24, 20), format), await encoded(color, format)];
  switch (format) {
    case 'png':
      return [
        ...plain,
        await open(clear).png({ progressive: true }).toBuffer(),
        await open(color).png({ palette: true }).toBuffer(),
        await open(color).toColourspace('rgb16').png().toBuffer(),
      ];
    case 'jpeg':
      return [
        ...plain,
        await open(color).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
        await open(color).toColourspace('cmyk').jpeg().toBuffer(),
      ];
    case 'webp':
      return [...plain, await open(clear).webp({ quality: 60 }).toBuffer()];
    case 'gif':
      return plain;
    case 'tiff':
      return [
        ...plain,
        await open(color).tiff({ compression: 'lzw', tile: true }).toBuffer(),
        await open(color).tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer(),
        await open(color).tiff({ compression: 'jpeg' }).toBuffer(),
        await open(color).tiff({ compression: 'packbits', pyramid: true }).toBuffer(),
      ];
  }
}

/** Imports damaged files beside sound ones: each is in the dataset or set aside with words, and all else is whole. */
export async function fuzzPictures(format: Format, count: number, seed: number): Promise<Outcome> {
  const kinds = await kindsOf(format);
  const random = new CountedRandom(seed, Purpose.drawnDigits, 1);
  const sound = await smallTree(4, format);
  const outcome: Outcome = { kept: 0, setAside: 0, refused: 0 };
  for (let done = 0; done < count; done += AT_ONCE) {
    await inFolder(async (root) => {
      const source = join(root, 'source');
      await writeTree(source, sound);
      for (let index = 0; index < AT_ONCE; index++) {
        let bytes = mutated(kinds[random.below(kinds.length)]!, random);
        // Else hardly anything gets past the checksums to where pixels are.
        if (format === 'png' && random.below(3) > 0) bytes = withSoundChecksums(bytes);
        await writeFile(join(source, 'cats', `damaged-${index}.${format}`), bytes);
      }
      const { report } = await importFrom(source, join(root, 'datasets'));
      expect(report.read).toBe(AT_ONCE + 8);
      const aside = report.setAside.flatMap(({ examples }) => examples);
      expect(report.kept + aside.length).toBe(report.read);
      for (const { where, what } of aside) {
        expect(where).toMatch(/^cats\/damaged-/);
        expect(what).toMatch(/^it [^\n]+$/);
      }
      outcome.kept += AT_ONCE - aside.length;
      outcome.setAside += aside.length;
    });
  }
  return outcome;
}

/** Imports damaged archives: each ends in a whole dataset, or in one sentence and nothing. */
export async function fuzzZips(count: number, seed: number): Promise<Outcome> {
  const random = new CountedRandom(seed, Purpose.drawnDigits, 2);
  const sound = zipped(await smallTree(3));
  const outcome: Outcome = { kept: 0, setAside: 0, refused: 0 };
  await inFolder(async (root) => {
    const source = join(root, 'source.zip');
    for (let done = 0; done < count; done++) {
      // The table of contents is at the end: half of the damage goes there.
      const bytes = random.below(2) === 0 ? mutated(sound, random) : mutatedEnd(sound, random);
      await writeFile(source, bytes);
      const datasets = join(root, `datasets-${done}`);
      try {
        const { id, document, report } = await importFrom(source, datasets);
        datasetDocumentSchema.parse(document);
        expect(await namesIn(datasets)).toEqual([id]);
        if (report.kept === report.read) outcome.kept++;
        else outcome.setAside++;
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        expect(error.message).toMatch(/^[^\n]+[.?]$/);
        expect(await namesIn(datasets)).toEqual([]);
        outcome.refused++;
      }
      await rm(datasets, { recursive: true, force: true });
    }
  });
  return outcome;
}

function mutatedEnd(bytes: Uint8Array, random: CountedRandom): Uint8Array {
  const cut = Math.floor(bytes.length * 0.7);
  return Uint8Array.from([...bytes.subarray(0, cut), ...mutated(bytes.subarray(cut), random)]);
}

async function inFolder(work: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'fuzz-pictures-'));
  try {
    await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
