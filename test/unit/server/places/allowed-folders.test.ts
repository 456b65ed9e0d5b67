import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AllowedFolders, NotAFolder } from '../../../../src-main/server/places/allowed-folders';
import { browseFolder } from '../../../../src-main/server/places/browse-folder';

let root: string;
let allowed: AllowedFolders;
/** a path within the folder that is allowed */
const within = (...names: string[]) => join(root, 'home', ...names);

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'allowed-')));
  await mkdir(within('data', 'deep'), { recursive: true });
  await mkdir(within('.ssh'));
  await mkdir(join(root, 'home-of-another'));
  await writeFile(within('rows.csv'), 'a,b\n');
  await writeFile(within('.ssh', 'key'), 'secret');
  await writeFile(join(root, 'secret.csv'), 'secret');
  await symlink(root, within('out'));
  await symlink(within('.ssh'), within('data', 'keys'));
  await symlink(within('data', 'deep'), within('in'));
  await symlink(join(root, 'not-yet.csv'), within('nowhere'));
  allowed = await AllowedFolders.of([within()]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a browser may use', () => {
  it('what lies in the folder, is to be made in it, or is linked within it', async () => {
    for (const path of [
      within(),
      within('rows.csv'),
      within('data', '..', 'rows.csv'),
      within('new'),
      within('new', 'deeper'),
      within('in', 'new.onnx'),
    ]) {
      expect(await allowed.check(path), path).toBe(path);
    }
  });

  it('nothing outside of it, by whatever way: links are followed', async () => {
    for (const path of [
      join(root, 'secret.csv'),
      join(root, 'home-of-another'),
      within('..', 'secret.csv'),
      within('out', 'secret.csv'),
      within('out'),
      within('out', 'not-yet'),
      '/etc/passwd',
      '/',
      root,
    ]) {
      await expect(allowed.check(path), path).rejects.toThrow(/that a browser may use/);
    }
  });

  it('nothing hidden in it, be it linked', async () => {
    for (const path of [
      within('.ssh'),
      within('.ssh', 'key'),
      within('data', 'keys'),
      within('data', 'keys', 'key'),
      within('.bashrc'),
      within('data', '.new'),
    ]) {
      await expect(allowed.check(path), path).rejects.toThrow(/is hidden there/);
    }
  });

  it('no link to nowhere, by which a file would be made elsewhere', async () => {
    await expect(allowed.check(within('nowhere'))).rejects.toThrow(/that a browser may use/);
  });

  it('no path that does not begin at the root', async () => {
    await expect(allowed.check('rows.csv')).rejects.toThrow(/whole path/);
  });

  it('nothing that it could tell by the words whether it is there', async () => {
    const words = (path: string) =>
      allowed.check(path).catch((error: Error) => error.message.replace(path, 'it'));
    expect(await words(join(root, 'secret.csv'))).toBe(await words(join(root, 'not-there.csv')));
  });

  it('nothing at all where no folder is allowed', async () => {
    const none = await AllowedFolders.of([]);
    await expect(none.check(within('rows.csv'))).rejects.toThrow(/no folder of this machine/);
  });
});

it('a home is allowed, but not where it is the whole disk or not there', async () => {
  expect((await AllowedFolders.home(within())).folders).toEqual([within()]);
  expect((await AllowedFolders.home('/')).folders).toEqual([]);
  expect((await AllowedFolders.home(join(root, 'nobody'))).folders).toEqual([]);
});

it('only a folder can be allowed', async () => {
  await expect(AllowedFolders.of([within('rows.csv')])).rejects.toThrow(NotAFolder);
  await expect(AllowedFolders.of([join(root, 'nowhere')])).rejects.toThrow(NotAFolder);
});

describe('the list of folders', () => {
  it('shows what may be used, folders first', async () => {
    const { folder, above, entries, more } = await browseFolder(allowed, undefined);
    expect({ folder, above, more }).toEqual({ folder: within(), above: null, more: 0 });
    expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'folder data',
      'folder in',
      'file rows.csv',
    ]);
  });

  it('leads down, up again, and no further', async () => {
    const data = await browseFolder(allowed, within('data'));
    expect(data.above).toBe(within());
    expect(data.entries.map(({ name }) => name)).toEqual(['deep']);
    await expect(browseFolder(allowed, root)).rejects.toThrow(/that a browser may use/);
    await expect(browseFolder(allowed, within('out'))).rejects.toThrow(/that a browser may use/);
    await expect(browseFolder(allowed, within('gone'))).rejects.toThrow(/There is no folder/);
  });

  it('begins with all of them where there are several', async () => {
    const both = await AllowedFolders.of([within('data'), join(root, 'home-of-another')]);
    const top = await browseFolder(both, undefined);
    expect(top).toMatchObject({ folder: '', above: null });
    expect(top.entries.map(({ path }) => path)).toEqual([within('data'), join(root, 'home-of-another')]);
    expect((await browseFolder(both, within('data'))).above).toBe('');
  });
});
