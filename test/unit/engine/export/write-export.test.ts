import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unzipSync } from 'fflate';
import type { TargetKind } from '@shared/export/target';
import type { ExportedFile } from '../../../../src-main/engine/export/exported-model';
import { writeExport } from '../../../../src-main/engine/export/write-export';

const file = (path: string, text: string): ExportedFile => ({ path, bytes: new TextEncoder().encode(text) });
const alone = file('model.bin', 'weights');
const files = [alone, file('preparation.json', '{}'), file('page/index.html', '<p>')];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (path: string, kind: TargetKind, replace = false, its = files) =>
  writeExport({ path: join(folder, path), kind, replace }, its, alone);
const text = (path: string) => readFile(join(folder, path), 'utf8');
const refusal = async (written: Promise<unknown>) => {
  const error: unknown = await written.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? { ...error, message: error.message } : undefined;
};

it('writes a folder with all files, and the folders that lead to it', async () => {
  await write('new/one/model', 'folder');
  expect((await readdir(join(folder, 'new/one/model'))).sort()).toEqual([
    'model.bin',
    'page',
    'preparation.json',
  ]);
  expect(await text('new/one/model/page/index.html')).toBe('<p>');
  expect(await readdir(join(folder, 'new/one'))).toEqual(['model']);
});

it('writes an archive with a folder of its own name, or one file alone', async () => {
  await write('model.zip', 'zip');
  const unzipped = unzipSync(await readFile(join(folder, 'model.zip')));
  expect(Object.keys(unzipped).sort()).toEqual([
    'model/model.bin',
    'model/page/index.html',
    'model/preparation.json',
  ]);
  await write('a.bin', 'file');
  expect(await text('a.bin')).toBe('weights');
});

it.each<[TargetKind, string]>([
  ['folder', 'model'],
  ['zip', 'model.zip'],
  ['file', 'model.bin'],
])('overwrites a %s only when it is asked to', async (kind, name) => {
  await write(name, kind);
  const before = kind === 'folder' ? await text('model/model.bin') : await text(name);
  const changed = files.map(({ path }) => file(path, 'changed'));
  expect(await refusal(write(name, kind, false, changed))).toMatchObject({ field: 'replace' });
  expect(kind === 'folder' ? await text('model/model.bin') : await text(name)).toBe(before);
  if (kind === 'folder') {
    await write(name, kind, true, changed);
    expect(await text('model/model.bin')).toBe('changed');
  } else await write(name, kind, true);
  expect(await readdir(folder)).toEqual([name]);
});

it('clears away what an engine that was killed left there, and nothing else', async () => {
  // No process has so high a number.
  await mkdir(join(folder, '.model.99999999.tmp'));
  await mkdir(join(folder, '.other.99999999.tmp'));
  await write('model', 'folder');
  expect((await readdir(folder)).sort()).toEqual(['.other.99999999.tmp', 'model']);
});

it('takes an empty folder that was made for it', async () => {
  await mkdir(join(folder, 'model'));
  await write('model', 'folder');
  expect(await text('model/model.bin')).toBe('weights');
});

it('never replaces a folder that is no export, nor what a link leads to, nor a file by a folder', async () => {
  await mkdir(join(folder, 'holidays'));
  await writeFile(join(folder, 'holidays/beach.txt'), 'sand');
  await symlink(join(folder, 'holidays'), join(folder, 'link'));
  await writeFile(join(folder, 'note'), 'text');
  expect((await refusal(write('holidays', 'folder', true)))?.message).toContain('is a folder, but no export');
  expect((await refusal(write('link', 'folder', true)))?.message).toContain('is a file');
  expect((await refusal(write('note', 'folder', true)))?.message).toContain('is a file');
  expect((await refusal(write('holidays', 'zip', true)))?.message).toContain('is a folder');
  expect(await text('holidays/beach.txt')).toBe('sand');
  expect((await readdir(folder)).sort()).toEqual(['holidays', 'link', 'note']);
});

it('says in a sentence why a place cannot be written, and leaves nothing behind', async () => {
  await writeFile(join(folder, 'note'), 'text');
  const under = await refusal(write('note/model', 'folder'));
  expect(under).toMatchObject({ field: 'to' });
  expect(under?.message).toContain('a part of its path is a file');
  const long = await refusal(write('x'.repeat(300), 'zip'));
  expect(long?.message).toContain('the name is too long');
  const nowhere = await refusal(
    writeExport({ path: '/proc/trainyard/model', kind: 'folder', replace: false }, files, alone),
  );
  if (process.platform === 'linux') expect(nowhere?.message).toContain('could not be written');
  // Fails in the middle: one file is where a folder would have to be.
  const torn = await refusal(write('model', 'folder', false, [alone, file('model.bin/inner', 'x')]));
  expect(torn?.message).toContain('could not be written');
  expect(await readdir(folder)).toEqual(['note']);
});
