import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { PictureDecoder } from '../../../../src-main/engine/data/pictures/decode';
import { loadSharp } from '../../../../src-main/engine/data/pictures/load-sharp';
import { preparePicture } from '../../../../src-main/engine/predict/prepare-picture';
import { encoded, importFrom, rawPicture, writeTree } from '../data/pictures/picture-samples';

let root: string;
let decoder: PictureDecoder;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'prepare-'));
  decoder = new PictureDecoder(await loadSharp());
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("a picture's file, prepared to be asked about", () => {
  it.each([
    ['fit', 'auto', 3],
    ['stretch', 'grey', 1],
    ['crop', 'color', 1],
  ] as const)('comes out as its import made it: %s, %s', async (resize, colors, channels) => {
    const source = join(root, `${resize}-${colors}`);
    await writeTree(source, {
      'a/1.png': await encoded(rawPicture(1, 30, 17, channels)),
      'b/1.png': await encoded(rawPicture(2, 11, 40, 1)),
    });
    const { document, train } = await importFrom(source, join(root, `${resize}-datasets`), {
      options: { testFraction: 0, pictures: { height: 14, width: 14, resize, colors } },
    });
    const { input } = document;
    expect(input.type === 'pictures' && (input.resize ?? 'fit')).toBe(resize);
    const files = await Promise.all(['a/1.png', 'b/1.png'].map((name) => readFile(join(source, name))));
    const prepared = await Promise.all(files.map((file) => preparePicture(decoder, file, input)));
    expect(Buffer.concat(prepared).equals(Buffer.from(train.inputs))).toBe(true);
  });

  it('is inverted before it is fitted in: what lies around it stays black', async () => {
    const file = await encoded({
      ...rawPicture(1, 10, 20, 3),
      pixels: new Uint8Array(10 * 20 * 3).fill(240),
    });
    for (const channels of [1, 3]) {
      const input: DatasetInput = { type: 'pictures', shape: [8, 8, channels] };
      const pixels = await preparePicture(decoder, file, input, true);
      const rows = Array.from({ length: 8 }, (_, y) => pixels[(y * 8 + 4) * channels]);
      expect(rows).toEqual([0, 0, 15, 15, 15, 15, 0, 0]);
    }
  });

  it('is refused in a few words', async () => {
    const input: DatasetInput = { type: 'pictures', shape: [8, 8, 1] };
    await expect(preparePicture(decoder, Buffer.from('words'), input)).rejects.toThrow('it is not a picture');
    const numbers: DatasetInput = { type: 'numbers', shape: [3] };
    await expect(preparePicture(decoder, Buffer.from('words'), numbers)).rejects.toThrow('is shown numbers');
  });
});
