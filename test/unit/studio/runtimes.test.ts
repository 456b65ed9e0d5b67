import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineProcess } from '../../../src-main/studio/engine-process';
import { Jobs } from '../../../src-main/studio/jobs';
import { Runtimes, type RuntimePlace } from '../../../src-main/studio/runtime/runtimes';

const LINUX = { platform: 'linux', arch: 'x64' } as const;
const ID = 'tensorflow-2.21.0-cpu-linux-x64';
const ADDON = 'lib/napi-v8/tfjs_binding.node';

let folder: string;
let changes: number;
let sent: unknown[];

/** An engine that takes its job and says nothing more until it is killed. */
const silent = (): EngineProcess => {
  let exit: ((how: { code: number | null; reason: string }) => void) | undefined;
  return {
    pid: 1,
    send: (message) => void sent.push(message),
    onMessage: (listener) => queueMicrotask(() => listener({ type: 'ready' })),
    onExit: (listener) => (exit = listener),
    stderrTail: () => '',
    kill: () => exit?.({ code: 1, reason: 'it was killed' }),
  };
};

let jobs: Jobs;
const open = async (
  place: Partial<RuntimePlace> = {},
  system: { platform: NodeJS.Platform; arch: NodeJS.Architecture } = LINUX,
) => {
  const whole = {
    folder: join(folder, 'runtimes'),
    addon: join(folder, 'addon.node'),
    sources: [],
    hasOwn: false,
    ...place,
  };
  const runtimes = new Runtimes(whole, jobs, () => (changes += 1), system);
  await runtimes.open();
  return runtimes;
};

async function putFetched(addon: string): Promise<void> {
  const its = join(folder, 'runtimes', ID);
  await mkdir(join(its, 'lib/napi-v8'), { recursive: true });
  await writeFile(join(its, ADDON), addon);
  await writeFile(join(its, 'runtime.json'), '{}');
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-runtimes-'));
  await writeFile(join(folder, 'addon.node'), 'new');
  changes = 0;
  sent = [];
  jobs = new Jobs(silent, () => {});
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('tells what is missing, what it costs and where it would be', async () => {
  const [runtime] = await (await open()).list();
  expect(runtime).toMatchObject({ id: ID, kind: 'cpu', state: 'missing', downloadBytes: 273_829_956 });
  expect(runtime?.folder).toBe(join(folder, 'runtimes', ID));
});

it('offers nothing where there is nothing for the system', async () => {
  const runtimes = await open({}, { platform: 'darwin', arch: 'arm64' });
  expect(await runtimes.list()).toEqual([]);
  await expect(runtimes.fetch(ID, undefined)).rejects.toThrow('for another system');
});

it('says why it cannot be fetched without an addon, and that one of its own goes before', async () => {
  const without = await open({ addon: undefined });
  expect((await without.list())[0]).toMatchObject({
    state: 'cannot',
    reason: expect.stringContaining('addon'),
  });
  await expect(without.fetch(ID, undefined)).rejects.toThrow('addon');
  await expect((await open({ hasOwn: true })).fetch(ID, undefined)).rejects.toThrow('of its own');
});

it('fetches one once, however often it is asked to, and removes nothing meanwhile', async () => {
  const runtimes = await open();
  const first = await runtimes.fetch(ID, 'https://mirror.example/');
  expect((await runtimes.fetch(ID, undefined)).id).toBe(first.id);
  expect(sent).toEqual([
    {
      type: 'start',
      job: expect.objectContaining({
        type: 'fetch-runtime',
        runtime: ID,
        mirrors: ['https://mirror.example/'],
      }),
    },
  ]);
  await expect(runtimes.remove(ID)).rejects.toThrow('cancel that first');
  jobs.close();
});

it('says how to get one that it has no address for; a file that was put there by hand will do', async () => {
  const runtimes = await open();
  const [{ file, sha256, downloads, hasSource } = expect.fail()] = await runtimes.list();
  expect(hasSource).toBe(false);
  await expect(runtimes.fetch(ID, undefined)).rejects.toThrow(
    `put that file (SHA-256 ${sha256}) into ${downloads}`,
  );
  await mkdir(downloads, { recursive: true });
  await writeFile(join(downloads, file), '');
  expect((await runtimes.fetch(ID, undefined)).state).toBe('running');
  jobs.close();
});

it('gives a fetched one the addon that this version came with, and clears what was cut off', async () => {
  await putFetched('old');
  await mkdir(join(folder, 'runtimes', `.${ID}.1.tmp`));
  const runtimes = await open();
  expect(await readFile(join(folder, 'runtimes', ID, ADDON), 'utf8')).toBe('new');
  expect(await readdir(join(folder, 'runtimes'))).toEqual([ID]);
  expect((await runtimes.list())[0]?.state).toBe('fetched');
});

it('removes one, and tells that backends are others now', async () => {
  await putFetched('new');
  const runtimes = await open();
  expect((await runtimes.remove(ID))[0]?.state).toBe('missing');
  expect(changes).toBe(1);
  expect(await readdir(join(folder, 'runtimes'))).toEqual([]);
  await expect(runtimes.remove('another')).rejects.toThrow('no runtime called');
});
