import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inOrder } from '../../../../../src-main/engine/data/pictures/in-order';
import { idxBytes, writeIdx } from '../idx-samples';
import { encoded } from './picture-samples';

/** Where Debian's dataset-fashion-mnist puts the four files. */
const INSTALLED = '/usr/share/datasets/fashion-mnist';

/** The folder with the four .gz files of Fashion-MNIST; undefined where it is not on this machine. */
export const fashionFolder =
  process.env['TRAINYARD_FASHION_MNIST'] ?? (existsSync(INSTALLED) ? INSTALLED : undefined);

const SIDE = 28;
const FILES = { train: 'train', test: 't10k' } as const;

export interface FashionPart {
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** The first samples of a part. */
export async function fashionPart(part: 'train' | 'test', count: number): Promise<FashionPart> {
  const unpacked = async (kind: string) =>
    gunzipSync(await readFile(join(fashionFolder!, `${FILES[part]}-${kind}-ubyte.gz`)));
  return {
    pixels: (await unpacked('images-idx3')).subarray(16, 16 + count * SIDE * SIDE),
    labels: (await unpacked('labels-idx1')).subarray(8, 8 + count),
  };
}

/** Writes samples as `<part>/<class>/00000.png`. */
export async function writeFashionPictures(
  folder: string,
  part: 'train' | 'test',
  { pixels, labels }: FashionPart,
): Promise<void> {
  for (let label = 0; label < 10; label++) {
    await mkdir(join(folder, part, String(label)), { recursive: true });
  }
  const write = async (index: number) => {
    const picture = pixels.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
    const file = await encoded({ pixels: picture, height: SIDE, width: SIDE, channels: 1 });
    await writeFile(join(folder, part, String(labels[index]), `${String(index).padStart(5, '0')}.png`), file);
  };
  for await (const written of inOrder(labels.keys(), 8, write)) void written;
}

/** Writes samples as IDX files. */
export const writeFashionIdx = (folder: string, parts: Record<'train' | 'test', FashionPart>) =>
  writeIdx(
    folder,
    Object.fromEntries(
      (['train', 'test'] as const).flatMap((part) => {
        const { pixels, labels } = parts[part];
        return [
          [`${FILES[part]}-images-idx3-ubyte`, idxBytes([labels.length, SIDE, SIDE], pixels)],
          [`${FILES[part]}-labels-idx1-ubyte`, idxBytes([labels.length], labels)],
        ];
      }),
    ),
  );
