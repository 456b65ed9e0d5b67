import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { LibraryMove } from '../../../src-main/studio/move/library-move';
import { filesOfLibrary } from '../../../src-main/studio/move/library-files';
import { NOTES, noteMoved, noteMovedFrom, readMoved } from '../../../src-main/studio/move/move-notes';
import { whereLibraryIs } from '../../../src-main/studio/move/where-library-is';

let root: string;
let library: Library;
let to: string;
const inside = (...path: string[]) => join(library.folder, ...path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-move-'));
  library = await prepareLibrary(join(root, 'old'));
  to = join(root, 'new');
  await mkdir(inside('runs', 'a', 'metrics'), { recursive: true });
  await writeFile(inside('runs', 'a', 'run.json'), '{"a":1}');
  await writeFile(inside('runs', 'a', 'metrics', 'steps.log'), new Uint8Array(3_000_000).fill(7));
  await writeFile(inside('studio.lock'), 'held');
  await symlink('/nowhere/data', inside('datasets', 'elsewhere'));
});
afterEach(() => rm(root, { recursive: true }));

async function copied(move: LibraryMove): Promise<void> {
  await move.begin(to);
  while ((await move.place()).move?.state === 'copying') await new Promise((done) => setTimeout(done, 5));
}
const contents = async (folder: string) =>
  Promise.all(
    (await filesOfLibrary(folder, 'nothing')).map(async ({ path, kind }) => [
      path,
      kind === 'file' ? await readFile(join(folder, path), 'base64') : kind,
    ]),
  );

describe('a library that is moved', () => {
  it('is the same in its new folder, and the old one leads there', async () => {
    const move = await LibraryMove.open(library);
    await copied(move);
    expect((await move.place()).move).toMatchObject({ state: 'copied', files: 2, bytesDone: 3_000_007 });
    // Until the studio is closed the old one is the library.
    expect(await whereLibraryIs(library.folder)).toBe(library.folder);
    await expect(whereLibraryIs(to)).rejects.toThrow('cut off');
    const before = await contents(library.folder);
    await move.close();
    expect(await contents(to)).toEqual(before);
    expect(await whereLibraryIs(library.folder)).toBe(to);
    expect(await readdir(to)).not.toContain('studio.lock');
    expect(await readdir(to)).not.toContain(NOTES.journal);
    const { mtimeMs } = await stat(inside('runs', 'a', 'run.json'));
    expect((await stat(join(to, 'runs', 'a', 'run.json'))).mtimeMs).toBeCloseTo(mtimeMs, -1);
  });

  it('has links that lead where they led, those within it within the new one', async () => {
    await mkdir(inside('datasets', 'moons'));
    await mkdir(join(root, 'beside'));
    await symlink('moons', inside('datasets', 'relative'));
    await symlink(inside('datasets', 'moons'), inside('datasets', 'whole'));
    await symlink(join('..', '..', 'beside'), inside('datasets', 'out'));
    // Further from what lies beside it than the old one.
    to = join(root, 'far', 'new');
    await mkdir(join(root, 'far'));
    const move = await LibraryMove.open(library);
    await copied(move);
    await move.close();
    const leadsTo = (name: string) => realpath(join(to, 'datasets', name));
    expect(await leadsTo('relative')).toBe(await realpath(join(to, 'datasets', 'moons')));
    expect(await leadsTo('whole')).toBe(await realpath(join(to, 'datasets', 'moons')));
    expect(await leadsTo('out')).toBe(await realpath(join(root, 'beside')));
  });

  it.runIf(process.platform === 'linux')('is refused in words where no folder can be made', async () => {
    const move = await LibraryMove.open(library);
    await expect(move.begin('/proc/x')).rejects.toThrow(/^\/proc\/x cannot be made: [^:]*\.$/);
  });

  it('has what was changed, added and removed while it was copied', async () => {
    const move = await LibraryMove.open(library);
    await copied(move);
    await writeFile(inside('runs', 'a', 'run.json'), '{"a":2}');
    await mkdir(inside('runs', 'b'));
    await writeFile(inside('runs', 'b', 'run.json'), '{}');
    await rm(inside('runs', 'a', 'metrics'), { recursive: true });
    await writeFile(join(to, 'runs', 'torn.tmp'), 'torn');
    await move.close();
    expect(await contents(to)).toEqual(await contents(library.folder));
    expect(await readdir(join(to, 'runs'))).toEqual(['a', 'b']);
  });

  it('goes on after it was cut off, without what was copied', async () => {
    const first = await LibraryMove.open(library);
    await copied(first);
    // As after a kill: nothing was closed, a line of the journal is torn, and a file was changed since.
    await writeFile(join(to, NOTES.journal), '{"path":"ru', { flag: 'a' });
    await writeFile(inside('runs', 'a', 'run.json'), '{"a":3}');
    const again = await LibraryMove.open(library);
    expect((await again.place()).move).toMatchObject({ to, state: 'cut-off' });
    const log = join(to, 'runs', 'a', 'metrics', 'steps.log');
    // What is there already is not written again: it would have another time.
    await utimes(log, 1, 1);
    await copied(again);
    await again.close();
    expect((await stat(log)).mtimeMs).toBe(1000);
    expect(await contents(to)).toEqual(await contents(library.folder));
    expect(await whereLibraryIs(library.folder)).toBe(to);
  });

  it('stays where it was when the move is given up, or fails', async () => {
    const move = await LibraryMove.open(library);
    await copied(move);
    expect((await move.giveUp()).move).toBeNull();
    await expect(stat(to)).rejects.toThrow('ENOENT');
    await copied(move);
    // The drive is gone when the studio closes.
    await rm(to, { recursive: true });
    await move.close();
    expect(await whereLibraryIs(library.folder)).toBe(library.folder);
    const next = await LibraryMove.open(library);
    expect((await next.place()).move).toMatchObject({
      state: 'cut-off',
      reason: expect.stringMatching(/reached/),
    });
  });

  it('is removed from where it was on request, and a signpost stays', async () => {
    const move = await LibraryMove.open(library);
    await copied(move);
    await move.close();
    const moved = await LibraryMove.open(await prepareLibrary(to));
    expect((await moved.place()).old).toMatchObject({ folder: library.folder, bytes: 3_000_007 });
    expect((await moved.removeOld()).old).toBeNull();
    expect(await readdir(library.folder)).toEqual([NOTES.moved]);
    expect(await whereLibraryIs(library.folder)).toBe(to);
    // And back again.
    const back = await LibraryMove.open(await prepareLibrary(to));
    await back.begin(library.folder);
    while ((await back.place()).move?.state === 'copying') await new Promise((done) => setTimeout(done, 5));
    await back.close();
    expect(await readMoved(library.folder)).toBeUndefined();
    expect(await whereLibraryIs(to)).toBe(library.folder);
  });

  it('is not moved to where it cannot be', async () => {
    const move = await LibraryMove.open(library);
    await writeFile(join(root, 'file'), '');
    await mkdir(join(root, 'full'));
    await writeFile(join(root, 'full', 'photo'), '');
    const refused = async (asked: string) => move.begin(asked).then(String, (error: Error) => error.message);
    expect(await refused(library.folder)).toMatch(/is now/);
    expect(await refused(inside('runs', 'x'))).toMatch(/within/);
    expect(await refused(root)).toMatch(/within/);
    expect(await refused('relative')).toMatch(/whole path/);
    expect(await refused(join(root, 'file'))).toMatch(/is a file/);
    expect(await refused(join(root, 'full'))).toMatch(/not empty/);
    expect(await refused(join(root, 'no', 'parent'))).toMatch(/There is no folder/);
    expect(await readdir(library.folder)).not.toContain(NOTES.begun);
  });

  it('is not moved into itself over a link, nor to itself by another name', async () => {
    const link = join(root, 'link');
    await symlink(library.folder, link);
    const move = await LibraryMove.open(library);
    await expect(move.begin(join(link, 'inner'))).rejects.toThrow(/within/);
    await expect(move.begin(link)).rejects.toThrow(/is now/);
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
    await expect(move.begin(join(root, 'dangling', 'inner'))).rejects.toThrow(/Nobody can tell where/);
    expect(await readdir(library.folder)).not.toContain(NOTES.begun);
  });

  it('is not removed with an older place that it lies in', async () => {
    const inner = await prepareLibrary(inside('inner'));
    await symlink(library.folder, join(root, 'link'));
    // As a version left it that did not follow links.
    const here = { ...inner, folder: join(root, 'link', 'inner') };
    await noteMoved(library.folder, here.folder);
    await noteMovedFrom(here.folder, library.folder);
    const move = await LibraryMove.open(here);
    expect((await move.place()).old).not.toBeNull();
    await expect(move.removeOld()).rejects.toThrow(/would be removed with it/);
    expect(await readdir(library.folder)).toContain('inner');
  });

  it('says where it should be when that drive is absent', async () => {
    const move = await LibraryMove.open(library);
    await copied(move);
    await move.close();
    await rm(to, { recursive: true });
    await expect(whereLibraryIs(library.folder)).rejects.toThrow(`moved to ${to}`);
  });
});
