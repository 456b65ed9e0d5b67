import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readAnnouncement } from '../../../src-main/studio/update/read-announcement';
import { keyPair } from '../../signed-announcement';

const isFunction = (value: unknown) => typeof value === 'function';
/** `npm run announce`, which is no TypeScript. */
const toolSchema = z.object({
  announce: z.custom<(folder: string, how: Record<string, unknown>) => string>(isFunction),
  notesOf: z.custom<(version: string, changelog: string) => string>(isFunction),
});

it('the tool writes what the program reads and believes, of every kind of package', async () => {
  const { announce, notesOf } = toolSchema.parse(await import(resolve('tools/package/announce.mjs')));
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-announce-'));
  const { pem, privateKey } = keyPair();
  try {
    const names = {
      'Trainyard-2.0.0.AppImage': ['appimage', 'linux', 'x64'],
      'trainyard_2.0.0_amd64.deb': ['deb', 'linux', 'x64'],
      'trainyard-2.0.0.x86_64.rpm': ['rpm', 'linux', 'x64'],
      'Trainyard-2.0.0-setup.exe': ['nsis', 'win32', 'x64'],
      'Trainyard-2.0.0-arm64.dmg': ['dmg', 'darwin', 'arm64'],
    };
    for (const name of [...Object.keys(names), 'builder-debug.yml'])
      await writeFile(join(folder, name), name);
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const file = announce(folder, {
      keys: [key],
      version: '2.0.0',
      notes: 'new',
      share: 10,
      minimum: '1.0.0',
    });
    const announced = readAnnouncement(await readFile(file, 'utf8'), [pem], folder);
    expect(announced).toMatchObject({ version: '2.0.0', notes: 'new', share: 10, minimum: '1.0.0' });
    const found = announced.files.map(({ name, kind, platform, arch }) => [name, [kind, platform, arch]]);
    expect(Object.fromEntries(found)).toEqual(names);
  } finally {
    await rm(folder, { recursive: true });
  }
  const changelog = '# Changelog\n\n## 2.0.0 (soon)\n\n- one\n  line\n- two\n\n## 1.0.0\n\n- old\n';
  expect(notesOf('2.0.0', changelog)).toBe('- one line\n- two');
  expect(notesOf('3.0.0', changelog)).toBe('');
});
