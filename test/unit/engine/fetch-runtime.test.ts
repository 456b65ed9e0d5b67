import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../src-shared/runtime/runtimes';
import { fetchRuntime } from '../../../src-main/engine/runtime/fetch-runtime';
import { answers, MisbehavingServer, serves, type Answer } from '../../misbehaving-server';
import { zipBytes } from './data/zip-samples';

/** Bytes that do not pack, so that a download can break off within them. */
const LIBRARY = Buffer.concat(
  Array.from({ length: 9000 }, (_, index) => createHash('sha256').update(String(index)).digest()),
);
const SMALL = Buffer.from('the small library');
const wheel = (library: Uint8Array = LIBRARY, crc?: number) =>
  zipBytes([
    { path: 'tensorflow/big.so', content: library, ...(crc !== undefined && { crc }) },
    { path: 'tensorflow/unused.h', content: 'a header' },
    { path: 'tensorflow/small.so', content: SMALL },
    { path: 'tensorflow/LICENSE', content: 'do as you like' },
  ]);

const runtimeOf = (archive: Uint8Array): Runtime => ({
  id: 'made-up-1',
  kind: 'cpu',
  platform: 'linux',
  arch: 'x64',
  name: 'Made up 1',
  archive: {
    name: 'made-up.whl',
    bytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
  },
  libraries: [
    { path: 'tensorflow/big.so', bytes: LIBRARY.length },
    { path: 'tensorflow/small.so', bytes: SMALL.length },
  ],
  licence: 'a licence',
  texts: ['tensorflow/LICENSE'],
  publisher: 'nobody',
  needs: '',
});

let folder: string;
let server: MisbehavingServer | undefined;
let addon: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-runtimes-'));
  addon = join(folder, 'tfjs_binding.node');
  await writeFile(addon, 'the addon');
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

const runtimes = () => join(folder, 'runtimes');
const progress: string[] = [];

async function fetch(
  archive: Uint8Array,
  how: Answer[],
  signal = new AbortController().signal,
): Promise<void> {
  server ??= await MisbehavingServer.start(...how);
  await fetchRuntime({
    runtime: runtimeOf(archive),
    runtimesFolder: runtimes(),
    addon,
    mirrors: [server.address('/')],
    onProgress: (done, total, unit) => progress.push(`${unit} ${done}/${total}`),
    signal,
    patience: { tries: 2, waitMs: 5, stallMs: 5000 },
  });
}

const kept = async () => (await readdir(runtimes(), { recursive: true })).sort();

describe('a native library is fetched', () => {
  it('with what is needed of it, the addon beside, and nothing else is left', async () => {
    progress.length = 0;
    await fetch(wheel(), [serves(wheel())]);
    const its = join(runtimes(), 'made-up-1');
    expect(await readFile(join(its, 'deps/lib/big.so'))).toEqual(LIBRARY);
    expect(await readFile(join(its, 'deps/lib/small.so'))).toEqual(SMALL);
    expect(await readFile(join(its, 'lib/napi-v8/tfjs_binding.node'), 'utf8')).toBe('the addon');
    expect(await readFile(join(its, 'licences/LICENSE'), 'utf8')).toBe('do as you like');
    expect(await kept()).not.toContainEqual(expect.stringMatching(/whl|unused|tmp/));
    expect(progress.at(-1)).toBe(
      `bytes unpacked ${LIBRARY.length + SMALL.length}/${LIBRARY.length + SMALL.length}`,
    );
  });

  it('over a connection that breaks', async () => {
    const archive = wheel();
    const etag = '"one"';
    await fetch(archive, [serves(archive, { etag, cutAfter: 100_000 }), serves(archive, { etag })]);
    expect(server!.asked).toHaveLength(2);
    expect(await kept()).toContain('made-up-1');
  });

  it('but not where other bytes come than were published', async () => {
    const other = wheel(Buffer.from(LIBRARY).fill(1, 0, 9));
    await expect(fetch(wheel(), [serves(other)])).rejects.toThrow(/could not be fetched.*try again later/);
    expect(await kept()).not.toContain('made-up-1');
  });

  it('but not where nobody has it, and that is said with what to do', async () => {
    await expect(fetch(wheel(), [answers(404)])).rejects.toThrow(/404.*--mirror.*by hand/);
  });

  it('and an archive that is damaged inside takes no place', async () => {
    const damaged = wheel(LIBRARY, 12);
    await expect(fetch(damaged, [serves(damaged)])).rejects.toThrow(/damaged/);
    expect(await kept()).not.toContain('made-up-1');
  });

  it('until it is cancelled; the next time goes on', async () => {
    const archive = wheel();
    const abort = new AbortController();
    const etag = '"one"';
    const cancelled = fetch(
      archive,
      [serves(archive, { etag, stallAfter: 2000 }), serves(archive, { etag })],
      abort.signal,
    );
    while (!progress.some((line) => line.startsWith('bytes 2000/')))
      await new Promise((done) => setTimeout(done, 5));
    abort.abort();
    await expect(cancelled).rejects.toBe(abort.signal.reason);
    expect(await kept()).not.toContain('made-up-1');
    await fetch(archive, []);
    expect(server!.asked.at(-1)?.headers.range).toBe('bytes=2000-');
    expect(await kept()).toContain('made-up-1');
  });

  it('anew over one that is there', async () => {
    await fetch(wheel(), [serves(wheel())]);
    await writeFile(join(runtimes(), 'made-up-1/deps/lib/big.so'), 'torn');
    await fetch(wheel(), []);
    expect(await readFile(join(runtimes(), 'made-up-1/deps/lib/big.so'))).toEqual(LIBRARY);
  });
});
