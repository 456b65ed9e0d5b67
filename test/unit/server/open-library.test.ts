import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { attachToStudio } from '../../../src-main/server/attach';
import { openLibrary } from '../../../src-main/server/open-library';
import { LibraryError } from '../../../src-main/studio/library-error';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'open-')), 'a/new/library');
});

const open = (libraryFolder: string) =>
  openLibrary({
    libraryFolder,
    spawnEngine: () => {
      throw new Error('no engine is needed here');
    },
    shell: 'terminal',
    appVersion: '1.2.3',
  });

describe('opening a library', () => {
  it('makes one studio; who comes second attaches to it', async () => {
    const first = await open(folder);
    if (!('own' in first)) throw new Error('not opened');
    const second = await open(folder);
    if (!('heldBy' in second)) throw new Error('opened twice');
    expect(second.heldBy.pid).toBe(process.pid);
    const { client, closed } = await attachToStudio(second.heldBy, 'caller');
    expect(await client.studio.info()).toMatchObject({ shell: 'terminal', library: { folder } });
    await first.own.close({ save: true });
    await closed;
    expect(await readdir(folder)).not.toContain('studio.lock');
  });

  it('gives it to one of five that open it at once', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => open(folder)));
    const owners = opened.flatMap((library) => ('own' in library ? [library.own] : []));
    expect(owners).toHaveLength(1);
    await owners[0]!.close({ save: false });
  });

  it.runIf(process.platform === 'linux')('says in one sentence that its folder cannot be made', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'open-')), 'file');
    await writeFile(file, '');
    for (const impossible of [file, join(file, 'library'), '/proc/library']) {
      const opening = open(impossible);
      await expect(opening).rejects.toThrow(LibraryError);
      await expect(opening).rejects.toThrow(
        /^The library folder .* cannot be made \(.*\): choose another .*\.$/,
      );
    }
  });
});
