import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Published } from '../../../../../src-main/engine/data/catalog/published';
import type { WantedFile } from '../../../../../src-main/engine/download/transfer';
import { smallIdx } from '../idx-samples';

export type Files = Record<string, Buffer>;

export const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([its]) => its !== name));

const wanted = (files: Files): WantedFile[] =>
  Object.entries(files).map(([name, content]) => ({
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));

/** A set like MNIST of three classes, as it would be published. */
export function smallPublishedIdx(train = 12, test = 5): { files: Files; published: Published } {
  const files = Object.fromEntries(
    Object.entries(smallIdx(train, test)).map(([name, content]) => [`${name}.gz`, gzipSync(content)]),
  );
  const classes = ['お', 'き', 'す'];
  return { files, published: { format: 'idx', classes, addresses: [], files: wanted(files) } };
}

/** A regular file in a tar archive, or whatever `type` says. */
export function tarFile(name: string, content: Uint8Array, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** One record: its label, then planes of red, green and blue in which each pixel tells of its place. */
export function cifarRecord(label: number, seed: number): Buffer {
  const planes = [0, 1, 2].map((channel) =>
    Buffer.from(Array.from({ length: 1024 }, (_, pixel) => (seed + channel * 101 + pixel * 7) & 0xff)),
  );
  return Buffer.concat([Buffer.of(label), ...planes]);
}

/** Batches of CIFAR-10 with two records each, in another order than their numbers, and other files between. */
export function smallCifarBatches(): Files {
  const batch = (number: number) =>
    Buffer.concat([cifarRecord(number, number * 10), cifarRecord(number + 1, number * 10 + 1)]);
  return {
    'data_batch_1.bin': batch(1),
    'batches.meta.txt': Buffer.from('airplane\n'),
    'data_batch_3.bin': batch(3),
    'data_batch_4.bin': batch(4),
    'test_batch.bin': batch(0),
    'readme.html': Buffer.from('<html>'),
    'data_batch_5.bin': batch(5),
    'data_batch_2.bin': batch(2),
  };
}

export function tarOf(files: Files): Buffer {
  const entries = Object.entries(files).map(([name, content]) =>
    tarFile(`cifar-10-batches-bin/${name}`, content),
  );
  return Buffer.concat([
    tarFile('cifar-10-batches-bin/', Buffer.alloc(0), '5'),
    ...entries,
    Buffer.alloc(1024),
  ]);
}

export function smallPublishedCifar(): { files: Files; published: Published } {
  const files = { 'cifar-10-binary.tar.gz': gzipSync(tarOf(smallCifarBatches())) };
  const classes = Array.from({ length: 10 }, (_, label) => `class ${label}`);
  return { files, published: { format: 'cifar', classes, addresses: [], files: wanted(files) } };
}
