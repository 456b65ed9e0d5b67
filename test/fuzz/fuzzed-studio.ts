import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { openStudio, type Studio } from '../../src-main/studio/studio';
import { runDocument } from '../unit/studio/run-document';

const RUN = '20260101-120000-abcd';

/** A studio on a small library, of which it is known whether anything changed. */
export interface FuzzedStudio {
  studio: Studio;
  /** Every byte of the library, and all that the studio says of itself. */
  state(): Promise<string>;
  close(): Promise<void>;
}

export async function openFuzzedStudio(): Promise<FuzzedStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-fuzz-'));
  await mkdir(join(folder, 'runs', RUN), { recursive: true });
  await writeFile(join(folder, 'runs', RUN, 'run.json'), JSON.stringify(runDocument({ id: RUN })));
  await writeFile(join(folder, 'runs', RUN, 'labels.json'), JSON.stringify({ version: 1, name: 'a run' }));
  let engines = 0;
  const studio = await openStudio({
    libraryFolder: folder,
    spawnEngine: () => {
      engines += 1;
      throw new Error('No engine is started by an invalid message.');
    },
    shell: 'server',
    appVersion: '1.2.3',
  });
  const client: StudioClient = createRouterClient(studio.router, { context: {} });
  return {
    studio,
    state: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted();
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(await readFile(file).catch(() => ''));
      const { runs, queue, settings, drafts, jobs, library } = client;
      const said = await Promise.all([
        runs.list(),
        queue.get(),
        settings.get(),
        drafts.list(),
        jobs.list(),
        library.checked(),
        library.backup(),
      ]);
      return JSON.stringify({ files: hash.digest('hex'), said, engines });
    },
    close: async () => {
      await studio.close({ save: false });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sends many messages in pieces, and sees to it that nothing changed and nothing is held afterwards. */
export async function expectUnmoved(
  { state }: FuzzedStudio,
  count: number,
  send: (from: number, to: number) => Promise<void>,
  bytesHeld: () => number,
): Promise<void> {
  const before = await state();
  const piece = Math.ceil(count / 20);
  const held: number[] = [];
  for (let at = 0; at < count; at += piece) {
    await send(at, Math.min(count, at + piece));
    held.push(bytesHeld());
  }
  expect(await state()).toBe(before);
  // Caches fill up in the first half.
  const growth = Math.min(...held.slice(-5)) - Math.min(...held.slice(5, 10));
  console.log(`${count} messages: ${(growth / 1e6).toFixed(2)} MB more are held`);
  expect(growth).toBeLessThan(8e6);
}
