import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { LibraryMove } from '../../../src-main/studio/move/library-move';
import { whereLibraryIs } from '../../../src-main/studio/move/where-library-is';

/** folders that cannot be read, as of a drive that fails, with the system's code for it */
const broken = vi.hoisted(() => new Map<string, string>());
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = async (...[path, options]: Parameters<typeof real.readdir>) => {
    const code = broken.get(String(path));
    if (code !== undefined) throw Object.assign(new Error(`${code}, scandir`), { code });
    return real.readdir(path, options);
  };
  return { ...real, readdir };
});

let root: string;
let library: Library;
let to: string;
let run: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-move-'));
  library = await prepareLibrary(join(root, 'old'));
  to = join(root, 'new');
  run = join(library.runs, 'a');
  await mkdir(run);
  await writeFile(join(run, 'run.json'), '{"a":1}');
});
afterEach(async () => {
  broken.clear();
  await rm(root, { recursive: true });
});
async function tried(move: LibraryMove) {
  await move.begin(to);
  while ((await move.place()).move?.state === 'copying') await new Promise((done) => setTimeout(done, 5));
  return (await move.place()).move;
}

describe('a library that is moved, with a folder that cannot be read', () => {
  it.each(['EIO', 'EACCES', 'ENOENT'])(
    'at the end (%s), stays where it was, and keeps what was copied',
    async (code) => {
      const move = await LibraryMove.open(library);
      expect(await tried(move)).toMatchObject({ state: 'copied' });
      broken.set(run, code);
      await move.close();
      broken.clear();
      expect(await whereLibraryIs(library.folder)).toBe(library.folder);
      expect(await readFile(join(to, 'runs', 'a', 'run.json'), 'utf8')).toBe('{"a":1}');
      const next = await LibraryMove.open(library);
      const { reason } = (await next.place()).move!;
      expect(reason).toContain(run);
      expect(reason).toMatch(/: .+\.$/);
      expect(await tried(next)).toMatchObject({ state: 'copied' });
      await next.close();
      expect(await whereLibraryIs(library.folder)).toBe(to);
    },
  );

  it('is not said to be copied', async () => {
    const move = await LibraryMove.open(library);
    broken.set(run, 'EACCES');
    expect(await tried(move)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/may not be read/),
    });
  });

  it('is copied where that folder only went away meanwhile', async () => {
    const move = await LibraryMove.open(library);
    broken.set(run, 'ENOENT');
    expect(await tried(move)).toMatchObject({ state: 'copied' });
  });
});
