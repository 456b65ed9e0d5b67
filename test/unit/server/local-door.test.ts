import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attachToStudio } from '../../../src-main/server/attach';
import { openLocalDoor, type LocalDoor } from '../../../src-main/server/local-door';
import { testStudio } from './test-studio';

let door: LocalDoor;
beforeEach(async () => {
  door = await openLocalDoor();
});
afterEach(() => door.close());

describe('the local door', () => {
  it('lets in who has the token, and tells them when it closes', async () => {
    door.serve(testStudio());
    const { client, closed } = await attachToStudio({ ...door, pid: 1 }, 'caller');
    expect(await client.studio.info()).toMatchObject({ appVersion: '1.2.3' });
    await door.close();
    await closed;
    await expect(client.studio.info()).rejects.toThrow();
    door = await openLocalDoor();
  });

  it('makes those wait who come before the studio is ready', async () => {
    const attaching = attachToStudio({ ...door, pid: 1 }, 'caller');
    setTimeout(() => door.serve(testStudio()), 100);
    const { client, close } = await attaching;
    expect(await client.runs.list()).toEqual([]);
    close();
  });

  it('counts those whose work its studio stays for, and no window that only follows', async () => {
    door.serve(testStudio());
    const caller = await attachToStudio({ ...door, pid: 1 }, 'caller');
    await attachToStudio({ ...door, pid: 1 }, 'follower');
    expect(door.guests()).toBe(1);
    caller.close();
    await vi.waitFor(() => expect(door.guests()).toBe(0));
  });

  it('refuses a wrong token in one sentence', async () => {
    door.serve(testStudio());
    await expect(attachToStudio({ ...door, token: 'wrong', pid: 77 }, 'caller')).rejects.toThrow(
      /^The Trainyard that has this library open \(process 77\) does not let us in \(.*401\): .*\.$/,
    );
  });

  it('stands in a folder that only its owner enters, and leaves nothing behind', async () => {
    const folder = dirname(door.address);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(door.address)).toBeLessThan(104);
    await door.close();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    door = await openLocalDoor();
  });
});
