import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { hearEvents } from '@shared/contract/hear-events';
import { attachToStudio, type AttachedStudio } from '../../../src-main/server/attach';
import { forwardRouter } from '../../../src-main/server/forward-router';
import { openLocalDoor, type LocalDoor } from '../../../src-main/server/local-door';
import { testStudio } from './test-studio';

let door: LocalDoor;
let attached: AttachedStudio;
let client: StudioClient;
beforeEach(async () => {
  door = await openLocalDoor();
  door.serve(testStudio());
  attached = await attachToStudio({ ...door, pid: 77 }, 'follower');
  const router = forwardRouter({
    ...attached,
    pid: 77,
    showFolder: () => {},
  });
  client = createRouterClient(router, { context: {} });
});
afterEach(() => door.close());

describe("another program's studio, behind a router of ours", () => {
  it('answers with values, bytes and streams', async () => {
    expect(await client.runs.list()).toEqual([]);
    const samples = await client.datasets.samples({ dataset: 'digits', split: 'test', offset: 0, count: 3 });
    expect([...new Uint8Array(await samples.arrayBuffer())]).toEqual([255, 255, 255]);
    const asked = {
      run: 'abcd',
      checkpoint: 'best' as const,
      bytes: new Blob([new Uint8Array([7, 0, 255])]),
    };
    expect((await client.predictions.sample(asked)).answer).toEqual([7, 0, 255]);
    const heard = [];
    for await (const events of await hearEvents(client)) heard.push(...events);
    expect(heard).toEqual([{ type: 'run-removed', run: 'abcd' }]);
  });

  it('says whose it is', async () => {
    expect(await client.studio.info()).toMatchObject({
      appVersion: '1.2.3',
      attachedTo: 77,
      shell: 'desktop',
      canShowFolders: true,
    });
  });

  it("refuses in the other's words", async () => {
    await expect(client.datasets.get({ dataset: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      defined: true,
      message: 'There is no such dataset.',
    });
  });

  it('fails, rather than waits, when the other one is gone', async () => {
    await door.close();
    await attached.closed;
    await expect(client.runs.list()).rejects.toThrow();
    door = await openLocalDoor();
  });
});
