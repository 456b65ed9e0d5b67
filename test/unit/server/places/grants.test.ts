import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grantSchema } from '@shared/contract/grants';
import { GRANT_MS, Grants } from '../../../../src-main/server/places/grants';

const READ = { mayReplace: false };
const AGAIN = /choose the file or folder again/;

let folder: string;
let file: string;
let now = 0;
let grants: Grants;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grants-'));
  file = join(folder, 'rows.csv');
  await writeFile(file, 'a,b\n');
  now = 0;
  grants = new Grants(() => now);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a grant', () => {
  it('says nothing of its path, and is never the same twice', async () => {
    const [first, second] = [
      await grants.give('window 1', 'data', file, READ),
      await grants.give('window 1', 'data', file, READ),
    ];
    expect(grantSchema.parse(first.grant)).not.toBe(second.grant);
    expect(grantSchema.safeParse(file).success).toBe(false);
  });

  it('is looked at as often as one likes, and taken once', async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    expect(await grants.look('window 1', 'data', grant)).toBe(file);
    expect(await grants.look('window 1', 'data', grant)).toBe(file);
    const both = await Promise.allSettled([
      grants.take('window 1', 'data', grant),
      grants.take('window 1', 'data', grant),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(grants.look('window 1', 'data', grant)).rejects.toThrow(AGAIN);
  });

  it('is good again when nothing came of it', async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    const taken = await grants.take('window 1', 'data', grant);
    taken.giveBack();
    expect((await grants.take('window 1', 'data', grant)).path).toBe(file);
  });

  it("is no other window's, and good for nothing else", async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    await expect(grants.look('window 2', 'data', grant)).rejects.toThrow(AGAIN);
    await expect(grants.take('window 2', 'data', grant)).rejects.toThrow(AGAIN);
    await expect(grants.take('window 1', 'export', grant)).rejects.toThrow(AGAIN);
    await expect(grants.take('window 1', 'data', 'A'.repeat(43))).rejects.toThrow(AGAIN);
    expect((await grants.take('window 1', 'data', grant)).path).toBe(file);
  });

  it('ends an hour after it was looked at last', async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    now = GRANT_MS;
    await grants.look('window 1', 'data', grant);
    now = 2 * GRANT_MS;
    await grants.look('window 1', 'data', grant);
    now += GRANT_MS + 1;
    await expect(grants.look('window 1', 'data', grant)).rejects.toThrow(AGAIN);
  });

  it('ends with its window', async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    const other = await grants.give('window 2', 'data', file, READ);
    grants.forget('window 1');
    await expect(grants.look('window 1', 'data', grant)).rejects.toThrow(AGAIN);
    expect(await grants.look('window 2', 'data', other.grant)).toBe(file);
  });

  it('does not follow a link that was turned elsewhere since', async () => {
    const [here, there, link] = [join(folder, 'here'), join(folder, 'there'), join(folder, 'link')];
    await mkdir(here);
    await mkdir(there);
    await symlink(here, link);
    const { grant } = await grants.give('window 1', 'data', link, READ);
    expect(await grants.look('window 1', 'data', grant)).toBe(link);
    await rm(link);
    await symlink(there, link);
    await expect(grants.take('window 1', 'data', grant)).rejects.toThrow(/leads elsewhere/);
  });

  it('is one of at most a hundred of its window', async () => {
    const { grant } = await grants.give('window 1', 'data', file, READ);
    const other = await grants.give('window 2', 'data', file, READ);
    for (let more = 0; more < 100; more += 1) await grants.give('window 1', 'data', file, READ);
    await expect(grants.look('window 1', 'data', grant)).rejects.toThrow(AGAIN);
    expect(await grants.look('window 2', 'data', other.grant)).toBe(file);
  });
});
