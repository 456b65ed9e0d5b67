import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryCommand, InstalledApp } from './installed-app';
import { ThrowawaySystem } from './throwaway-system';

// The RPM package, installed by rpm itself. What a distribution's own tool makes of its needs is not seen here: on Debian
// the libraries are there, but no package that rpm knows of.

const rpm = process.env['TRAINYARD_RPM'];
const pictures = resolve('test-results/package');

describe.skipIf(rpm === undefined)('the RPM package', () => {
  let system: ThrowawaySystem;
  let app: InstalledApp | undefined;

  /** rpm's own words; Debian's has to be told that it is meant. */
  async function ask(...args: string[]): Promise<string> {
    const { code, output } = await system.run(['rpm', ...args]);
    expect(code, output).toBe(0);
    return output;
  }
  const installing = async () => ((await system.has('/usr/bin/dpkg')) ? ['--force-debian', '--nodeps'] : []);

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    system = await ThrowawaySystem.make();
  });
  afterAll(async () => {
    await app?.quit().catch(() => {});
    system?.close();
  });

  test('needs libraries by their names, all of which a desktop has, and none of its own', async () => {
    const needed = (await ask('-qp', '--requires', rpm!)).split('\n').filter((line) => line !== '');
    const libraries = needed.flatMap((line) => /^(lib[\w.+-]+\.so[\d.]*)\(/.exec(line)?.[1] ?? []);
    for (const name of ['libgtk-3.so.0', 'libnss3.so', 'libc.so.6']) expect(libraries).toContain(name);
    expect(libraries.join(' ')).not.toMatch(/ffmpeg|EGL|vips|vulkan|tensorflow|tfjs/);
    const known = (await system.run(['ldconfig', '-p'])).output;
    for (const name of libraries) expect(known).toContain(`${name} `);
    expect((await ask('-qp', '--provides', rpm!)).split('\n').filter((line) => line.includes('.so'))).toEqual(
      [],
    );
  });

  test('is installed by rpm as it was made, with a menu entry, file types and icons', async () => {
    await ask('--install', ...(await installing()), rpm!);
    expect(await ask('-q', 'trainyard')).toContain('trainyard-0.0.1-1.x86_64');
    // Sizes, hashes, owners and modes of all files.
    const { code, output } = await system.run(['rpm', '--verify', '--nodeps', 'trainyard']);
    expect(code, output).toBe(0);
    expect((await system.run(['stat', '-c', '%a %U', '/opt/Trainyard/chrome-sandbox'])).output).toBe(
      '4755 root\n',
    );
    const types = (await system.run(['grep', 'trainyard', '/usr/share/mime/globs2'])).output;
    expect(types).toContain('*.trainyard-run\n');
    expect(await system.has('/usr/share/icons/hicolor/256x256/apps/trainyard.png')).toBe(true);
  });

  test('starts from its menu entry, and knows by which kind of package it is updated', async () => {
    expect(entryCommand(system)[0]).toBe('/opt/Trainyard/trainyard');
    app = await InstalledApp.start(system);
    await app.window.shows('Runs');
    await app.window.picture(join(pictures, 'rpm.png'));
    expect((await system.run(['cat', '/opt/Trainyard/resources/package-type'])).output).toBe('rpm\n');
    await app.quit();
    app = undefined;
  });

  test('is removed whole, and leaves what is a person’s', async () => {
    const own = join(system.home, '.config/Trainyard/library/own');
    writeFileSync(own, 'mine');
    await ask('--erase', ...(await installing()), 'trainyard');
    for (const path of ['/opt/Trainyard', '/usr/bin/trainyard', '/usr/share/licenses/trainyard'])
      expect(await system.has(path), path).toBe(false);
    expect(existsSync(own)).toBe(true);
  });
});
