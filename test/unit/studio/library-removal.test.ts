import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LibraryRemoval } from '../../../src-main/studio/care/library-removal';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';

let root: string;
let library: Library;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-removal-'));
  library = await prepareLibrary(join(root, 'library'));
  await mkdir(join(library.runs, 'a-run'));
  await writeFile(join(library.runs, 'a-run', 'run.json'), '{}');
  await writeFile(join(library.folder, 'settings.json'), '{}');
  await writeFile(join(library.folder, 'holiday.jpg'), 'not ours');
  await mkdir(join(root, 'elsewhere'));
  await writeFile(join(root, 'elsewhere', 'dataset.json'), '{}');
  await symlink(join(root, 'elsewhere'), join(library.datasets, 'linked'));
});
afterEach(() => rm(root, { recursive: true }));

describe('removing all data', () => {
  it('takes what is the library’s, and nothing beside it or behind a link', async () => {
    const removal = new LibraryRemoval(library, () => false);
    removal.set(true);
    let forgotten = 0;
    await removal.close(() => (forgotten += 1));
    expect(forgotten).toBe(1);
    expect((await readdir(library.folder)).toSorted()).toEqual(['holiday.jpg', 'runs']);
    expect(await readdir(library.runs)).toEqual([]);
    expect(await readdir(join(root, 'elsewhere'))).toEqual(['dataset.json']);
  });

  it('can be taken back, and happens only on request', async () => {
    const removal = new LibraryRemoval(library, () => false);
    removal.set(true);
    removal.set(false);
    let forgotten = false;
    await removal.close(() => (forgotten = true));
    expect(await readdir(library.runs)).toEqual(['a-run']);
    expect(forgotten).toBe(false);
  });

  it('is refused while anything trains', () => {
    const removal = new LibraryRemoval(library, () => true);
    expect(() => removal.set(true)).toThrow(/stop it first/);
    expect(removal.isOn).toBe(false);
  });
});
