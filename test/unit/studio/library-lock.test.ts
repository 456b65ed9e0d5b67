import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LibraryError } from '../../../src-main/studio/library-error';
import { acquireLibraryLock, type LockRecord, type LockResult } from '../../../src-main/studio/library-lock';

let folder: string;
const servers: Server[] = [];

/** A studio that answers at its address, as far as the lock can tell. */
async function liveStudio(name: string): Promise<LockRecord> {
  const address = join(folder, `${name}.sock`);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(address, resolve));
  servers.push(server);
  return { address, token: `token of ${name}`, pid: process.pid };
}

const deadStudio = (name: string): LockRecord => ({
  address: join(folder, `${name}.sock`),
  token: `token of ${name}`,
  pid: 4_000_000,
});

const holds = (result: LockResult): result is Extract<LockResult, { release: unknown }> =>
  'release' in result;
const lockFile = () => join(folder, 'studio.lock');
const leftovers = async () => (await readdir(folder)).filter((name) => name.includes('studio.lock'));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(folder, { recursive: true });
});

describe('the lock of a library', () => {
  it('is taken, tells nobody else its token, and is gone when released', async () => {
    const lock = await acquireLibraryLock(folder, await liveStudio('a'));
    if (!holds(lock)) throw new Error('not taken');
    expect((await stat(lockFile())).mode & 0o777).toBe(0o600);
    expect(await leftovers()).toEqual(['studio.lock']);
    await lock.release();
    expect(await leftovers()).toEqual([]);
  });

  it('names the live studio that holds it', async () => {
    const first = await liveStudio('a');
    await acquireLibraryLock(folder, first);
    expect(await acquireLibraryLock(folder, await liveStudio('b'))).toEqual({ heldBy: first });
  });

  it('is taken over from a studio that no longer answers', async () => {
    await acquireLibraryLock(folder, deadStudio('dead'));
    const next = await liveStudio('b');
    expect(holds(await acquireLibraryLock(folder, next))).toBe(true);
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject(next);
    expect(await leftovers()).toEqual(['studio.lock']);
  });

  it('is taken over from a socket file that outlived its process', async () => {
    const dead = await liveStudio('dead');
    await acquireLibraryLock(folder, dead);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await writeFile(dead.address, '');
    expect(holds(await acquireLibraryLock(folder, await liveStudio('b')))).toBe(true);
  });

  it.each(['', 'not JSON', '{"address":7}'])('is taken over when it holds %j', async (content) => {
    await writeFile(lockFile(), content);
    expect(holds(await acquireLibraryLock(folder, await liveStudio('a')))).toBe(true);
  });

  it('goes to exactly one of ten that find a dead one', async () => {
    for (let round = 0; round < 10; round += 1) {
      await rm(lockFile(), { force: true });
      await acquireLibraryLock(folder, deadStudio(`dead ${round}`));
      const studios = await Promise.all(Array.from({ length: 10 }, (_, n) => liveStudio(`${round}-${n}`)));
      const results = await Promise.all(studios.map((studio) => acquireLibraryLock(folder, studio)));
      const winners = studios.filter((_, n) => holds(results[n]!));
      expect(winners).toHaveLength(1);
      for (const result of results) if (!holds(result)) expect(result.heldBy).toEqual(winners[0]);
      expect(await leftovers()).toEqual(['studio.lock']);
    }
  });

  it('goes to exactly one of ten that find none', async () => {
    const studios = await Promise.all(Array.from({ length: 10 }, (_, n) => liveStudio(String(n))));
    const results = await Promise.all(studios.map((studio) => acquireLibraryLock(folder, studio)));
    expect(results.filter(holds)).toHaveLength(1);
  });

  it('is still taken over when a first taker died half-way', async () => {
    await acquireLibraryLock(folder, deadStudio('dead'));
    const { createHash } = await import('node:crypto');
    const key = createHash('sha256')
      .update(await readFile(lockFile()))
      .digest('hex')
      .slice(0, 16);
    await writeFile(join(folder, `studio.lock.after-${key}`), JSON.stringify(deadStudio('taker')));
    expect(holds(await acquireLibraryLock(folder, await liveStudio('b')))).toBe(true);
    expect(await leftovers()).toEqual(['studio.lock']);
  });

  it('is not removed by a studio that lost it', async () => {
    const first = await acquireLibraryLock(folder, deadStudio('slow'));
    const second = await liveStudio('b');
    await acquireLibraryLock(folder, second);
    if (!holds(first)) throw new Error('not taken');
    await first.release();
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject(second);
  });

  it('says in one sentence when the folder cannot be written', async () => {
    const missing = join(folder, 'missing');
    const acquired = acquireLibraryLock(missing, deadStudio('a'));
    await expect(acquired).rejects.toThrow(LibraryError);
    await expect(acquired).rejects.toThrow(/^The library .*missing cannot be locked \(.*\): check .*\.$/);
  });
});
