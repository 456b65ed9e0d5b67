import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** An IDX file in memory: magic number, dimensions, data. */
export function idxBytes(dimensions: readonly number[], data: Uint8Array, type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

/** The four files of a small dataset: 3 × 2 pixels, `train` and `test` samples, three classes. */
export function smallIdx(train = 12, test = 5): Record<string, Buffer> {
  const pictures = (count: number, start: number) =>
    Uint8Array.from({ length: count * 6 }, (_, i) => (start + i * 37) & 0xff);
  const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 3);
  return {
    'train-images-idx3-ubyte': idxBytes([train, 3, 2], pictures(train, 1)),
    'train-labels-idx1-ubyte': idxBytes([train], labels(train)),
    't10k-images-idx3-ubyte': idxBytes([test, 3, 2], pictures(test, 99)),
    't10k-labels-idx1-ubyte': idxBytes([test], labels(test)),
  };
}

/** Writes files into a folder, gzipped where `compress` says so. */
export async function writeIdx(
  folder: string,
  files: Record<string, Buffer>,
  compress: (name: string) => boolean = () => false,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    if (compress(name)) await writeFile(join(folder, `${name}.gz`), gzipSync(bytes));
    else await writeFile(join(folder, name), bytes);
  }
}
