import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importCifar } from '../../../../../src-main/engine/data/catalog/cifar10/import-cifar';
import { tarEntries } from '../../../../../src-main/engine/data/catalog/cifar10/tar-entries';
import { DataError } from '../../../../../src-main/engine/data/data-error';
import { cifarRecord, smallCifarBatches, tarFile, tarOf, without } from './small-sets';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifar-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const CLASSES = Array.from({ length: 10 }, (_, label) => `class ${label}`);

async function run(archive: Buffer, onProgress: (done: number, total: number) => void = () => {}) {
  const path = join(folder, 'cifar-10-binary.tar.gz');
  await writeFile(path, archive);
  return importCifar({
    archive: path,
    datasetsFolder: join(folder, 'datasets'),
    name: 'CIFAR-10',
    source: { type: 'download', catalog: 'cifar-10', from: 'here' },
    classes: CLASSES,
    onProgress,
    signal: new AbortController().signal,
  });
}

describe('importCifar', () => {
  it('reads batches in the order of their numbers and puts channels last', async () => {
    const progress: [number, number][] = [];
    const { id, document } = await run(gzipSync(tarOf(smallCifarBatches())), (...at) => progress.push(at));
    expect(document).toMatchObject({
      id: 'cifar-10',
      input: { type: 'pictures', shape: [32, 32, 3] },
      target: { type: 'classes', names: CLASSES },
      splits: { train: { count: 10 }, test: { count: 2 } },
      source: { type: 'download', catalog: 'cifar-10', from: 'here' },
    });
    expect(progress.at(0)).toEqual([0, 12]);
    expect(progress.at(-1)).toEqual([12, 12]);
    const its = join(folder, 'datasets', id);
    const labels = await readFile(join(its, document.splits.train.shards[0]!.targets));
    expect([...labels]).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
    const pictures = await readFile(join(its, document.splits.train.shards[0]!.inputs));
    expect(pictures).toHaveLength(10 * 3072);
    // The second record of the third batch, its pixel in row 2 and column 5.
    const record = cifarRecord(4, 31);
    const pixel = 2 * 32 + 5;
    const [red, green, blue] = [0, 1, 2].map((channel) => record[1 + 1024 * channel + pixel]);
    const at = 5 * 3072 + pixel * 3;
    expect([...pictures.subarray(at, at + 3)]).toEqual([red, green, blue]);
    expect(new Set([red, green, blue]).size).toBe(3);
  });

  const batches = smallCifarBatches();
  const WRONG: [string, Buffer, string][] = [
    ['not compressed', tarOf(batches), 'cannot be unpacked with gzip'],
    ['cut off', gzipSync(tarOf(batches).subarray(0, 4000)), 'is cut off'],
    ['cut off in a header', gzipSync(tarOf(batches).subarray(0, 700)), 'is cut off'],
    ['cut off in its compression', gzipSync(tarOf(batches)).subarray(0, 500), 'cannot be unpacked'],
    ['not a tar archive', gzipSync(Buffer.alloc(2048, 'x')), 'is no tar archive, or damaged'],
    ['empty', gzipSync(Buffer.alloc(0)), 'does not hold data_batch_1.bin'],
    [
      'without the test part',
      gzipSync(tarOf(without(batches, 'test_batch.bin'))),
      'does not hold test_batch.bin',
    ],
    [
      'with half a record',
      gzipSync(tarOf({ ...batches, 'data_batch_3.bin': Buffer.alloc(100) })),
      'has a damaged data_batch_3.bin',
    ],
    [
      'with a label out of range',
      gzipSync(tarOf({ ...batches, 'data_batch_4.bin': cifarRecord(10, 0) })),
      'has a label of 10 in data_batch_4.bin',
    ],
  ];
  it.each(WRONG)('refuses an archive that is %s in one sentence', async (_, archive, text) => {
    const failed = run(archive);
    await expect(failed).rejects.toBeInstanceOf(DataError);
    await expect(failed).rejects.toThrow(text);
    expect(await readdir(join(folder, 'datasets')).catch(() => [])).toEqual([]);
  });
});

describe('tarEntries', () => {
  const entriesOf = async (archive: Uint8Array, piece = archive.length) => {
    async function* pieces() {
      for (let at = 0; at < archive.length; at += piece) yield archive.subarray(at, at + piece);
    }
    const found: [string, string][] = [];
    for await (const { name, bytes } of tarEntries(pieces(), 'a.tar')) {
      found.push([name, Buffer.from(bytes).toString('latin1')]);
    }
    return found;
  };
  const archive = Buffer.concat([
    tarFile('../../etc/passwd', Buffer.from('one')),
    tarFile('link', Buffer.alloc(0), '2'),
    tarFile('n'.repeat(100), Buffer.alloc(512, 'b')),
    tarFile('empty', Buffer.alloc(0)),
    Buffer.alloc(1024),
    Buffer.from('what follows the end is not read'),
  ]);

  it.each([1, 7, 512, 100_000])('reads pieces of %d bytes', async (piece) => {
    expect(await entriesOf(archive, piece)).toEqual([
      ['passwd', 'one'],
      ['n'.repeat(100), 'b'.repeat(512)],
      ['empty', ''],
    ]);
  });

  it('does not read what claims to be huge', async () => {
    const huge = tarFile('huge', Buffer.alloc(0));
    huge.write('77777777777', 124);
    huge.write('        ', 148);
    const sum = huge.reduce((total, byte) => total + byte, 0);
    huge.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    await expect(entriesOf(huge)).rejects.toThrow('claims to hold a file of more than 64 MB');
  });
});
