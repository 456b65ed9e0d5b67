import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolders } from '../../../src-main/durable/make-folders';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes what is missing, and leaves what is there', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolders(deep), makeFolders(deep)]);
  await makeFolders(deep);
  expect((await stat(deep)).isDirectory()).toBe(true);
});

it('says so where a file is in the way, at the end or before it', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolders(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(folder, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.skipIf(process.platform !== 'linux')('ends where nothing can be made', async () => {
  await expect(makeFolders('/proc/nothing/here')).rejects.toMatchObject({ code: 'ENOENT' });
});
