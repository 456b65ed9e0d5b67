import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWholeFile } from '../../../src-main/durable/read-whole-file';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-whole-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

it('a file of more than one piece is read whole, each piece once and in order', async () => {
  await writeFile(path, 'begin');
  await truncate(path, 64 << 20);
  await appendFile(path, 'end');
  const pieces: number[] = [];
  const bytes = await readWholeFile(path, (piece) => pieces.push(piece.length));
  expect(bytes.length).toBe((64 << 20) + 3);
  expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(bytes.length);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('begin');
  expect(Buffer.from(bytes.subarray(-3)).toString()).toBe('end');
});

it('an empty file is no bytes, and one that is not there says so', async () => {
  await writeFile(path, '');
  expect(await readWholeFile(path)).toEqual(new Uint8Array());
  await expect(readWholeFile(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
});
