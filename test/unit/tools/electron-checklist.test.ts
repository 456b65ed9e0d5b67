import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

// The points of Electron's security checklist that are to be seen in files alone; docs/electron-security.md has them all.

const filesOf = (folder: string, ending: RegExp): string[] =>
  readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
const read = (file: string) => readFileSync(resolve(file), 'utf8');

describe('Electron’s checklist', () => {
  it('15: nothing is handed to a browser or another program by its address', () => {
    const sources = filesOf('src-main', /\.ts$/);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((file) => read(file).includes('openExternal'))).toEqual([]);
  });

  it('16: Electron is one version, which changes by a commit', () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ electron: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('4: no package starts the program without its sandbox, but the test’s', () => {
    const without = filesOf('tools', /\.mjs$/).filter((file) => read(file).includes('--no-sandbox'));
    // Those are never given to anybody: what is measured and tested as root.
    const allowed = /^tools\/(bench|pictures|setup)\/|^tools\/commands\/(test-package|test|start|dev)\.mjs$/;
    expect(without.filter((file) => !allowed.test(file))).toEqual([]);
    // electron-builder's default AppImage would.
    expect(read('tools/package/builder-config.mjs')).toMatch(/toolsets: \{ appimage: '1\./);
  });

  it('has a line for each of its twenty points, which names files that there are', () => {
    const page = read('docs/electron-security.md');
    const points = [...page.matchAll(/^\| (\d+)\. /gm)].map((match) => Number(match[1]));
    expect(points).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const there = [
      ...filesOf('src-main', /\.ts$/),
      ...filesOf('test', /\.ts$/),
      ...filesOf('tools', /\.mjs$/),
    ];
    for (const [, name] of page.matchAll(/`([\w./-]+\.(?:spec\.ts|test\.ts|ts|mjs))`/g))
      expect(
        there.some((file) => file.endsWith(name ?? '/')),
        name,
      ).toBe(true);
  });
});
