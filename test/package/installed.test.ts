import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { addDrawnDigits } from '../drawn-digits';
import { freePort } from '../free-port';
import { entryCommand, InstalledApp } from './installed-app';
import { serveFiles } from './file-server';
import { ThrowawaySystem } from './throwaway-system';

// One story, told in order: installed, used, upgraded, removed. `npm run test:package` makes what it installs.

const given = z
  .object({
    TRAINYARD_DEB_OLDER: z.string(),
    TRAINYARD_DEB: z.string(),
    TRAINYARD_ANNOUNCED: z.string(),
    TRAINYARD_FUSES: z.string(),
    TRAINYARD_WHEEL: z.string(),
  })
  .parse(process.env);
const fusesSchema = z.array(
  z.object({ fuse: z.string(), wanted: z.boolean(), found: z.boolean().optional() }),
);

const pictures = resolve('test-results/package');
let system: ThrowawaySystem;
let run: string;
let before: unknown;
/** the package that the app fetched, as it calls it */
let newer: string;
let app: InstalledApp | undefined;

/** As the app calls it; and the same folder from outside. */
const LIBRARY = '/home/person/.config/Trainyard/library';
const library = () => join(system.home, '.config/Trainyard/library');
const versionInside = async () =>
  (await system.run(['dpkg-query', '-W', '-f', '${Version}', 'trainyard'])).output;

/** Every file of a folder with a hash of what it holds. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );

const lineSchema = z.looseObject({ event: z.string() });

/** Has the installed app do something, by a terminal that is attached to it; gives the last thing that it says. */
async function ask(...args: string[]): Promise<z.infer<typeof lineSchema>> {
  const command = [process.execPath, resolve('out/main/cli.cjs'), ...args, '--library', LIBRARY, '--json'];
  const { code, output } = await system.run(command);
  expect(code, output).toBe(0);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.length, output).toBeGreaterThan(0);
  return lineSchema.parse(JSON.parse(lines.at(-1) ?? ''));
}

/** The run's evaluation on the test part. */
async function evaluated(): Promise<unknown> {
  const done = await ask('eval', run, '--checkpoint', 'best');
  return z.object({ loss: z.number(), accuracy: z.number() }).parse(done);
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  system = await ThrowawaySystem.make();
  mkdirSync(library(), { recursive: true });
  await addDrawnDigits(library());
});

afterAll(async () => {
  await app?.quit().catch(() => {});
  system?.close();
});

test('the fuses in the packaged program are as they should be', () => {
  const fuses = fusesSchema.parse(JSON.parse(readFileSync(given.TRAINYARD_FUSES, 'utf8')));
  console.log(fuses.map(({ fuse, found }) => `${fuse}: ${found ?? 'not in this Electron'}`).join('\n'));
  const there = fuses.filter(({ found }) => found !== undefined);
  expect(there.length).toBeGreaterThanOrEqual(7);
  for (const { fuse, wanted, found } of there) expect(found, fuse).toBe(wanted);
});

test('the package manager installs it, with a menu entry, file types and icons', async () => {
  const { code, output } = await system.run(['dpkg', '--install', given.TRAINYARD_DEB_OLDER]);
  expect(code, output).toBe(0);
  expect(await versionInside()).toBe('0.0.1');
  expect(entryCommand(system)[0]).toBe('/opt/Trainyard/trainyard');
  const types = (await system.run(['grep', 'trainyard', '/usr/share/mime/globs2'])).output;
  expect(types).toContain('*.trainyard\n');
  expect(types).toContain('*.trainyard-run\n');
  expect(await system.has('/usr/share/icons/hicolor/256x256/apps/trainyard.png')).toBe(true);
  expect(await system.has('/usr/bin/trainyard')).toBe(true);
});

test('it starts from the menu entry; no variable and no argument makes another program of it', async () => {
  const [mark, port] = [join(system.home, 'mark'), await freePort()];
  writeFileSync(join(system.home, 'foreign.cjs'), "require('fs').writeFileSync('/home/person/mark', 'ran')");
  mkdirSync(system.changed('/opt/Trainyard/resources/app'), { recursive: true });
  const foreign = { NODE_OPTIONS: '--require=/home/person/foreign.cjs', ELECTRON_RUN_AS_NODE: '1' };
  app = await InstalledApp.start(system, [`--inspect=${port}`], foreign);
  await app.window.shows('Runs');
  await app.window.picture(join(pictures, 'first-start.png'));
  expect(existsSync(mark)).toBe(false);
  await expect(fetch(`http://127.0.0.1:${port}/json`)).rejects.toThrow();
});

test('it trains a small model, and a checkpoint of it is opened again', async () => {
  const trained = await ask('train', 'mlp', '--set', 'stop.steps=60', '--set', 'name=packaged');
  run = z.looseObject({ run: z.string() }).parse(trained).run;
  before = await evaluated();
  await app!.window.goto(`/runs/${run}`);
  await app!.window.shows('packaged');
  await app!.window.picture(join(pictures, 'trained.png'));
  await app!.quit();
  app = undefined;
});

test('it finds a newer package that its makers signed, and fetches it when it is asked to', async () => {
  app = await InstalledApp.start(system);
  const known = await ask('update');
  expect(known).toMatchObject({ event: 'update', looking: 'unasked', offer: null, lookedAt: null });
  const server = await serveFiles(given.TRAINYARD_ANNOUNCED, given.TRAINYARD_DEB);
  const found = await ask('update', '--source', server.address, '--get');
  server.close();
  const { offer } = z
    .looseObject({ offer: z.object({ version: z.string(), fetched: z.string(), canInstall: z.boolean() }) })
    .parse(found);
  expect(offer.canInstall).toBe(true);
  expect(offer.fetched).toContain('/home/person/.config/Trainyard/updates/');
  newer = offer.fetched;
  await app.window.goto('/settings');
  await app.window.shows(`Trainyard ${offer.version}`);
  await app.window.picture(join(pictures, 'newer-version.png'));
  await app.quit();
  app = undefined;
});

test('the newer package that it fetched goes over it, and the library is what it was', async () => {
  const was = contents(library());
  const { code, output } = await system.run(['dpkg', '--install', newer]);
  expect(code, output).toBe(0);
  expect(await versionInside()).not.toBe('0.0.1');
  expect(contents(library())).toEqual(was);
  app = await InstalledApp.start(system);
  await app.window.goto('/checkpoints');
  await app.window.shows('packaged');
  await app.window.picture(join(pictures, 'upgraded.png'));
  expect(await evaluated()).toEqual(before);
  await ask('train', '--from', run, '--continue', '--set', 'stop.steps=80');
  await app.quit();
  app = undefined;
});

test('it fetches the native library when it is asked to, and trains with it from then on', async () => {
  app = await InstalledApp.start(system);
  const about = await ask('runtime', 'list');
  expect(about).toMatchObject({ event: 'runtime', state: 'missing', licence: 'Apache License 2.0' });
  await app.window.goto('/settings');
  await app.window.shows('Fetch TensorFlow');
  await app.window.picture(join(pictures, 'offered.png'));
  const server = await serveFiles(given.TRAINYARD_WHEEL);
  const fetched = await ask('runtime', 'fetch', '--yes', '--mirror', server.address);
  server.close();
  expect(fetched).toMatchObject({ event: 'done', backend: { kind: 'cpu', state: 'ready' } });
  await app.window.shows('Fetched:');
  await app.window.picture(join(pictures, 'fetched.png'));
  const trained = await ask('train', 'mlp', '--backend', 'cpu', '--set', 'stop.steps=60');
  expect(trained).toMatchObject({ event: 'done', state: 'completed' });
  await app.quit();
  app = undefined;
});

test('it is removed, and the library stays as it is', async () => {
  const was = contents(library());
  const { code, output } = await system.run(['dpkg', '--purge', 'trainyard']);
  expect(code, output).toBe(0);
  for (const path of [
    '/opt/Trainyard/trainyard',
    '/usr/bin/trainyard',
    '/usr/share/applications/trainyard.desktop',
  ]) {
    expect(await system.has(path), path).toBe(false);
  }
  expect(Object.keys(was).length).toBeGreaterThan(10);
  expect(contents(library())).toEqual(was);
});
