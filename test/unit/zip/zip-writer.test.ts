import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipArchive } from '../../../src-main/zip/zip-archive';
import { readZipDirectory } from '../../../src-main/zip/zip-directory';
import {
  directoryRecord,
  endOfArchive,
  localHeader,
  type WrittenEntry,
} from '../../../src-main/zip/zip-records';
import { writeZip } from '../../../src-main/zip/zip-writer';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is read by others and by us, packed or not', async () => {
  const path = join(folder, 'a.zip');
  const weights = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * i) % 251);
  const text = JSON.stringify(Array.from({ length: 50_000 }, (_, i) => i));
  await writeFile(join(folder, 'weights'), weights);
  await writeFile(join(folder, 'nothing'), '');
  const zip = await writeZip(path);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  expect(await zip.addFile('häuser/weights.bin', join(folder, 'weights'))).toEqual({
    bytes: weights.length,
    sha256,
  });
  await zip.addText('list.json', text);
  await zip.addFile('nothing', join(folder, 'nothing'));
  await zip.finish();
  await zip.close();

  const packed = await readFile(path);
  expect(packed.length).toBeLessThan(weights.length + text.length / 2);
  const others = unzipSync(new Uint8Array(packed));
  expect(Object.keys(others)).toEqual(['häuser/weights.bin', 'list.json', 'nothing']);
  expect(strFromU8(others['list.json']!)).toBe(text);
  expect(Buffer.compare(others['häuser/weights.bin']!, weights)).toBe(0);
  const ours = await ZipArchive.open(path);
  try {
    const read = await Promise.all(ours.entries.map((entry) => ours.read(entry)));
    expect(read.map(({ length }) => length)).toEqual([weights.length, text.length, 0]);
  } finally {
    await ours.close();
  }
});

it('says so when a file is gone, and lets go of the archive', async () => {
  const zip = await writeZip(join(folder, 'b.zip'));
  await expect(zip.addFile('gone', join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  await zip.close();
  await expect(writeZip(join(folder, 'b.zip'))).rejects.toMatchObject({ code: 'EEXIST' });
});

/** The entries as a reader finds them, in an archive whose files are holes. */
async function readBack(entries: readonly WrittenEntry[], offset: number) {
  const path = join(folder, 'holes.zip');
  const file = await open(path, 'w+');
  try {
    const directory = Buffer.concat(entries.map(directoryRecord));
    await file.write(directory, 0, directory.length, offset);
    const end = endOfArchive({ count: entries.length, bytes: directory.length, offset });
    await file.write(end, 0, end.length, offset + directory.length);
    return await readZipDirectory(file, path);
  } finally {
    await file.close();
  }
}

const modifiedAt = new Date(2026, 0, 31, 14, 5, 8);

it('holds more than 65,535 files', async () => {
  const entries = Array.from({ length: 70_000 }, (_, i): WrittenEntry => ({
    name: `runs/${i}/run.json`,
    method: 0,
    crc: i,
    packedBytes: 1,
    bytes: 1,
    offset: i,
    modifiedAt,
  }));
  const read = await readBack(entries, 70_000);
  expect(read).toHaveLength(70_000);
  expect(read.at(-1)).toMatchObject({ path: 'runs/69999/run.json', crc: 69_999, offset: 69_999 });
});

it('property: sizes and places on either side of 4 GB are read as they were written', async () => {
  const number = fc.oneof(
    fc.nat({ max: 1000 }),
    fc.integer({ min: 0xffff_fffd, max: 0x1_0000_0002 }),
    fc.integer({ min: 0, max: 1e12 }),
  );
  const entry = fc.record({ bytes: number, packedBytes: number, offset: number });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 4 }), async (sizes) => {
      const entries = sizes.map((size, i): WrittenEntry => ({
        ...size,
        name: `${i}`,
        method: 0,
        crc: i,
        modifiedAt,
      }));
      const read = await readBack(entries, 8e12);
      expect(read.map(({ bytes, packedBytes, offset }) => ({ bytes, packedBytes, offset }))).toEqual(sizes);
    }),
    { numRuns: 60 },
  );
});

it('a header that is written again once the sizes are known is as long as before', () => {
  const before: WrittenEntry = {
    name: 'ä',
    method: 8,
    crc: 0,
    packedBytes: 0,
    bytes: 0,
    offset: 5,
    modifiedAt,
  };
  const after = { ...before, crc: 7, packedBytes: 5e9, bytes: 6e9 };
  expect(localHeader(after, true)).toHaveLength(localHeader(before, true).length);
  expect(localHeader(after, true).readBigUInt64LE(36)).toBe(6_000_000_000n);
});
