import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { climbsOut } from '../../../../src-main/zip/entry-path';
import { ZipArchive, ZipEntryError } from '../../../../src-main/zip/zip-archive';
import { zipBytes, type ZipPart } from './zip-samples';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'zip-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function withZip<T>(bytes: Uint8Array, work: (archive: ZipArchive) => Promise<T>): Promise<T> {
  const path = join(root, 'some.zip');
  await writeFile(path, bytes);
  const archive = await ZipArchive.open(path);
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}

/** What the files hold, as text; what is wrong with those that cannot be read. */
const contents = (bytes: Uint8Array) =>
  withZip(bytes, (archive) =>
    Promise.all(
      archive.entries.map(async (entry) => {
        try {
          return `${entry.path}: ${Buffer.from(await archive.read(entry)).toString()}`;
        } catch (error) {
          if (!(error instanceof ZipEntryError)) throw error;
          return `${entry.path} fails: ${error.message}`;
        }
      }),
    ),
  );

const fault = async (bytes: Uint8Array): Promise<string> => {
  const error: unknown = await contents(bytes).catch((reason: unknown) => reason);
  if (!(error instanceof DataError)) throw new Error('No DataError was thrown.');
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error.message;
};

const parts: ZipPart[] = [
  { path: 'stored.txt', content: 'as it is', method: 0 },
  { path: 'Läuse/deflated.txt', content: 'again and again and again and again' },
  { path: 'empty', content: '' },
];
const plain = ['stored.txt: as it is', 'Läuse/deflated.txt: again and again and again and again', 'empty: '];

describe('ZipArchive', () => {
  it('reads stored and deflated files', async () => {
    expect(await contents(zipBytes(parts))).toEqual(plain);
    expect(await contents(zipBytes(parts, { comment: 'PK\u0005\u0006 is in here' }))).toEqual(plain);
    expect(await contents(zipBytes([]))).toEqual([]);
  });

  it('reads zip64', async () => {
    expect(await contents(zipBytes(parts, { zip64: true }))).toEqual(plain);
  });

  it('names what cannot be unpacked, and reads the others', async () => {
    const odd = zipBytes([
      { path: 'a', content: 'secret', flags: 1 },
      { path: 'b', content: 'lzma', method: 14, packed: Buffer.from('?') },
      { path: 'c', content: 'method', method: 77, packed: Buffer.from('?') },
      { path: 'd', content: 'crc', crc: 1 },
      { path: 'e', content: 'broken', packed: Buffer.from('not deflated') },
      { path: 'f', content: 'short', packed: deflateRawSync(Buffer.from('sh')) },
      { path: 'g', content: 'fine' },
    ]);
    expect(await contents(odd)).toEqual([
      'a fails: it is encrypted: unpack the archive with its password',
      'b fails: it is packed with LZMA, not with deflate: pack the archive anew',
      'c fails: it is packed with method 77, not with deflate: pack the archive anew',
      'd fails: it is damaged in the archive: get the archive again',
      'e fails: it is damaged in the archive: get the archive again',
      'f fails: it is damaged in the archive: get the archive again',
      'g: fine',
    ]);
  });

  it('unpacks no bomb', async () => {
    // What it claims is small, what it holds is not.
    const huge = Buffer.alloc(64 * 1024 * 1024);
    const lying = zipBytes([{ path: 'bomb', content: 'x', packed: deflateRawSync(huge), crc: crc32(huge) }]);
    const before = process.memoryUsage().rss;
    expect(await contents(lying)).toEqual([
      'bomb fails: it unpacks to more than it claims, as a zip bomb does',
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
    // What it claims is more than so few bytes can hold.
    expect(await fault(zipBytes([{ path: 'bomb', content: 'x', bytes: 4_000_000_000 }]))).toMatch(/zip bomb/);
    // Many files that share the same bytes.
    const shared = zipBytes(
      Array.from({ length: 200 }, (_, index) => ({
        path: `${index}`,
        content: 'y'.repeat(999),
        method: 0,
        offset: 0,
      })),
      { onlyFirst: true },
    );
    await expect(fault(shared)).resolves.toMatch(/zip bomb/);
  });

  it('says in a sentence what is no zip file or not whole', async () => {
    const whole = zipBytes(parts);
    expect(await fault(Buffer.from('PK is not enough'))).toMatch(/not a whole zip file/);
    expect(await fault(new Uint8Array(0))).toMatch(/not a whole zip file/);
    expect(await fault(whole.subarray(0, -1))).toMatch(/not a whole zip file/);
    expect(await fault(whole.subarray(40))).toMatch(/damaged/);
    const wrongCount = Buffer.from(whole);
    wrongCount.writeUInt16LE(60_000, whole.length - 12);
    expect(await fault(wrongCount)).toMatch(/damaged/);
    await expect(ZipArchive.open(join(root, 'none.zip'))).rejects.toThrow(/is not there/);
  });
});

it('knows paths that lead out', () => {
  for (const path of ['../a', 'a/../../b', '/etc/passwd', 'C:/a', 'c:a', 'a/..', 'a\0b']) {
    expect(climbsOut(path), path).toBe(true);
  }
  for (const path of ['a', 'a..b/..c', '.a/b', 'a/b/c:d']) expect(climbsOut(path), path).toBe(false);
});
