import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import type { RunState } from '@shared/contract/run';
import { openStudio, type Studio } from '../../../src-main/studio/studio';
import { endlessEngine } from './endless-engine';
import { runDocument } from './run-document';
import { putTinyDataset } from './tiny-dataset';

const RUN = '20260101-120000-abcd';
const OTHER = '20260101-120001-abcd';
let folder: string;
let studio: Studio;
let client: StudioClient;
/** runs that engines began to train */
let begun: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'at-once-'));
  begun = [];
  await putTinyDataset(folder, 'tiny');
});
afterEach(async () => {
  await studio.close({ save: false });
  await rm(folder, { recursive: true, force: true });
});

async function put(path: string, content: string | object): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

async function open(...ids: string[]): Promise<void> {
  for (const id of ids) {
    await put(`runs/${id}/run.json`, runDocument({ id, state: 'paused', pausedBy: 'person' }));
    await put(`runs/${id}/labels.json`, { version: 1, name: id === RUN ? 'one' : 'other' });
  }
  studio = await openStudio({
    libraryFolder: folder,
    spawnEngine: () => endlessEngine((run) => begun.push(run)),
    shell: 'server',
    appVersion: '9.9.9',
  });
  client = createRouterClient(studio.router, { context: {} });
}

const stateOf = async (run: string): Promise<RunState> => (await client.runs.get({ run })).state;
const isBegun = () => vi.waitFor(() => expect(begun).toEqual([RUN]), 5000);
/** What each of several calls came to: the state that it answered, or why it was refused. */
const answers = async (...calls: Promise<{ state: RunState }>[]): Promise<string[]> =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === 'fulfilled' ? one.value.state : (one.reason as Error).message,
  );

describe('of what is asked at once,', () => {
  it('two who resume a run have it train once, and a pause holds', async () => {
    await open(RUN);
    await answers(client.runs.resume({ run: RUN }), client.runs.resume({ run: RUN }));
    await isBegun();
    expect((await client.queue.get()).order).toEqual([]);
    expect((await client.runs.pause({ run: RUN })).state).toBe('paused');
    await sleep(200);
    expect(await stateOf(RUN)).toBe('paused');
    expect(begun).toEqual([RUN]);
  });

  it('two who pause or stop a run that trains are both told that it stands still', async () => {
    await open(RUN);
    await client.runs.resume({ run: RUN });
    await isBegun();
    expect(await answers(client.runs.pause({ run: RUN }), client.runs.stop({ run: RUN }))).toEqual([
      'stopped',
      'stopped',
    ]);
  });

  it('of two who pause a run that waits both are told that it does no longer, and who stops it that it is paused', async () => {
    await open(RUN, OTHER);
    await client.queue.hold({});
    await client.runs.resume({ run: OTHER });
    const [first, second, third] = await answers(
      client.runs.pause({ run: OTHER }),
      client.runs.pause({ run: OTHER }),
      client.runs.stop({ run: OTHER }),
    );
    expect([first, second]).toEqual(['paused', 'paused']);
    expect(third).toBe('other is paused: there is nothing to stop.');
    expect((await client.queue.get()).order).toEqual([]);
  });

  it('two stops of a run that waits keep it from starting', async () => {
    await open(RUN);
    await client.queue.hold({});
    await client.runs.resume({ run: RUN });
    await answers(client.runs.stop({ run: RUN }), client.runs.stop({ run: RUN }));
    await client.queue.release({});
    await sleep(200);
    expect(await stateOf(RUN)).toBe('stopped');
    expect(begun).toEqual([]);
  });

  it('two who discard a run have it lie in the bin once, and in no list', async () => {
    await open(RUN);
    await client.runs.resume({ run: RUN });
    await isBegun();
    const [first, second] = await Promise.allSettled([
      client.runs.discard({ run: RUN }),
      client.runs.discard({ run: RUN }),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { run: RUN } });
    expect(second).toMatchObject({ reason: { message: 'one was discarded meanwhile.' } });
    expect(await client.runs.list()).toEqual([]);
    expect(await client.bin.list()).toHaveLength(1);
  });

  it('a run that is discarded while it is resumed does not train', async () => {
    await open(RUN);
    const resumed = client.runs.resume({ run: RUN });
    await client.runs.discard({ run: RUN });
    await expect(resumed).rejects.toThrow('one was discarded meanwhile.');
    await sleep(100);
    expect(begun).toEqual([]);
    expect(await client.runs.list()).toEqual([]);
  });
});
