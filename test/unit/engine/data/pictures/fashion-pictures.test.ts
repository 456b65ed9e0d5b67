import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importIdx } from '../../../../../src-main/engine/data/idx/import-idx';
import { fashionFolder, fashionPart, writeFashionIdx, writeFashionPictures } from './fashion-pictures';
import { importFrom } from './picture-samples';

// All 70,000 in test/soak.
it.skipIf(fashionFolder === undefined)(
  'real pictures are the same dataset as PNG files and as IDX files',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'fashion-pictures-'));
    try {
      const parts = { train: await fashionPart('train', 1600), test: await fashionPart('test', 400) };
      await writeFashionIdx(join(root, 'idx'), parts);
      const folder = join(root, 'pictures');
      for (const part of ['train', 'test'] as const) await writeFashionPictures(folder, part, parts[part]);

      const idx = await importIdx({
        path: join(root, 'idx'),
        datasetsFolder: join(root, 'a'),
        onProgress: () => {},
      });
      const pictures = await importFrom(folder, join(root, 'b'));
      expect(pictures.document.fingerprint).toBe(idx.document.fingerprint);
      expect(pictures.document.classCounts).toEqual(idx.document.classCounts);
      expect(pictures.document.input).toEqual(idx.document.input);
      // In the same order, too: a run on either computes the same.
      expect(pictures.document.splits).toEqual(idx.document.splits);
      for (const { inputs, targets } of [
        ...idx.document.splits.train.shards,
        ...idx.document.splits.test.shards,
      ]) {
        for (const file of [inputs, targets]) {
          const [one, other] = [join(root, 'a', idx.id, file), join(root, 'b', pictures.id, file)];
          expect(await readFile(one)).toEqual(await readFile(other));
        }
      }
      // The library knows it as what it has.
      const again = await importFrom(folder, join(root, 'a'));
      expect(again).toMatchObject({ id: idx.id, existed: true });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
);
