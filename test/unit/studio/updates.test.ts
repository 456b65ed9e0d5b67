import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpdateState } from '@shared/contract/update';
import { Jobs } from '../../../src-main/studio/jobs';
import type { UpdatePlace } from '../../../src-main/studio/update/update-place';
import { Updates, type UpdateParts } from '../../../src-main/studio/update/updates';
import { answers, MisbehavingServer, redirects, serves, type Answer } from '../../misbehaving-server';
import { fetchingEngine } from './fetching-engine';
import { keyPair, signedText } from '../../signed-announcement';

const { pem, privateKey } = keyPair();
const PACKAGE = randomBytes(300_000);
const NAME = 'trainyard_2.0.0_amd64.deb';
const signed = (changes: Parameters<typeof signedText>[2] = {}) =>
  Buffer.from(signedText(privateKey, PACKAGE, changes));

let folder: string;
let server: MisbehavingServer;
let jobs: Jobs;
let running: number;
let told: UpdateState[];
let opened: Updates[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-updates-'));
  server = await MisbehavingServer.start(serves(signed()));
  jobs = new Jobs(fetchingEngine, () => {});
  running = 0;
  told = [];
  opened = [];
});
afterEach(async () => {
  for (const updates of opened) await updates.close();
  jobs.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const updatesFolder = () => join(folder, 'updates');

async function open(place: Partial<UpdatePlace> = {}, parts: Partial<UpdateParts> = {}): Promise<Updates> {
  const updates = await Updates.open({
    place: {
      folder: updatesFolder(),
      isPackaged: true,
      sources: [server.address('/releases').href],
      keys: [pem],
      kind: 'deb',
      install: async () => 'handed-over',
      ...place,
    },
    appVersion: '1.5.0',
    spawn: fetchingEngine,
    jobs,
    onChange: (state) => void told.push(state),
    activeRuns: () => running,
    looksByItself: true,
    times: { afterStart: 5, between: 86_400_000, idle: 5 },
    system: { platform: 'linux', arch: 'x64' },
    ...parts,
  });
  opened.push(updates);
  return updates;
}

/** Fetches what is offered, and waits for it. */
async function fetched(updates: Updates): Promise<void> {
  const { id } = await updates.fetch();
  await vi.waitUntil(() => jobs.list().find((job) => job.id === id)?.state !== 'running', {
    timeout: 20_000,
  });
  const job = jobs.list().find((one) => one.id === id);
  if (job?.state === 'failed') throw new Error(job.reason ?? '');
}

describe('nothing is asked of the network', () => {
  it.each(['unasked', 'off'] as const)('by itself where it is %s', async (looking) => {
    const updates = await open();
    if (looking === 'off') await updates.set({ looking });
    expect(updates.state()).toMatchObject({ looking, lookedAt: null, offer: null, cannot: '' });
    await new Promise((done) => setTimeout(done, 100));
    expect(server.asked).toEqual([]);
  });

  it('by a command in a terminal, whatever the setting says', async () => {
    const updates = await open({}, { looksByItself: false });
    await updates.set({ looking: 'on' });
    await new Promise((done) => setTimeout(done, 100));
    expect(server.asked).toEqual([]);
  });

  it('by a copy that has no key or no address, which says so', async () => {
    const fromSources = await open({ keys: [], sources: [], isPackaged: false });
    expect(fromSources.state().cannot).toContain('runs from its sources');
    await expect(fromSources.look()).rejects.toThrow('git pull');
    expect((await open({ keys: [] })).state().cannot).toContain('packaged without the key');
    const withoutAddress = await open({ sources: [] });
    expect(withoutAddress.state().cannot).toContain('packaged without an address');
    expect((await withoutAddress.set({ source: server.address('/mine').href })).cannot).toBe('');
    expect((await withoutAddress.look()).offer?.version).toBe('2.0.0');
    expect(server.asked.map(({ path }) => path)).toEqual(['/mine/update.json']);
    await expect(withoutAddress.set({ source: 'ftp://a.example/' })).rejects.toThrow('begins with https://');
  });
});

it('looks once a day where somebody wanted it, and not again at the next start', async () => {
  const first = await open();
  await first.set({ looking: 'on' });
  await vi.waitUntil(() => first.state().lookedAt !== null);
  expect(first.state().offer).toMatchObject({ version: '2.0.0', notes: 'It is faster.' });
  await first.close();
  const second = await open();
  // What was found is known without asking again.
  expect(second.state().offer?.version).toBe('2.0.0');
  await new Promise((done) => setTimeout(done, 100));
  expect(server.asked).toHaveLength(1);
});

describe('what is announced', () => {
  const WRONG: [string, Answer, string][] = [
    ['is not there', answers(404), 'answers 404'],
    [
      'is not signed by us',
      serves(Buffer.from(signedText(keyPair().privateKey, PACKAGE))),
      'not signed by the makers',
    ],
    ['is a page', serves(Buffer.from('<html>')), 'is no announcement'],
    ['is cut off', serves(signed(), { cutAfter: 100 }), 'broke the connection off'],
    ['never ends', serves(Buffer.alloc(500_000, 32)), 'sends more than such a text has'],
    ['sends us round', redirects('/releases/update.json'), 'round in circles'],
  ];
  it.each(WRONG)('is refused in a sentence where it %s', async (_, how, words) => {
    server.answers = [how];
    const updates = await open();
    const state = await updates.look();
    expect(state.trouble).toContain(words);
    expect(state.offer).toBeNull();
    expect(await readdir(updatesFolder())).toEqual(['updates.json']);
  });

  it('is found behind a redirect', async () => {
    server.answers = [redirects('/elsewhere.json'), serves(signed())];
    expect((await (await open()).look()).offer?.version).toBe('2.0.0');
  });

  it('is nothing where it is not newer, or not this machine’s turn', async () => {
    const updates = await open();
    for (const changes of [{ version: '1.5.0' }, { version: '1.4.9' }, { share: 0 }]) {
      server.answers = [serves(signed(changes))];
      expect(await updates.look()).toMatchObject({ offer: null, trouble: '' });
    }
  });

  it('goes by the number that was drawn here once', async () => {
    await mkdir(updatesFolder(), { recursive: true });
    await writeFile(join(updatesFolder(), 'updates.json'), JSON.stringify({ version: 1, drawn: 30 }));
    const updates = await open();
    server.answers = [serves(signed({ share: 30 }))];
    expect((await updates.look()).offer).toBeNull();
    server.answers = [serves(signed({ share: 30.01 }))];
    expect((await updates.look()).offer?.version).toBe('2.0.0');
    const kept: unknown = JSON.parse(await readFile(join(updatesFolder(), 'updates.json'), 'utf8'));
    expect(kept).toMatchObject({ drawn: 30 });
  });

  it('is not believed where it is older than what was announced before', async () => {
    const updates = await open();
    await updates.look();
    server.answers = [serves(signed({ version: '1.9.0', date: '2026-01-01T00:00:00.000Z' }))];
    const state = await updates.look();
    expect(state.trouble).toContain('older than what was announced before');
    expect(state.offer?.version).toBe('2.0.0');
  });

  it('has to be got by hand where it cannot be put over this version, or there is no package', async () => {
    const updates = await open();
    server.answers = [serves(signed({ minimum: '1.6.0' }))];
    expect((await updates.look()).offer?.byHand).toContain('Version 1.5.0 is too old');
    await expect(updates.fetch()).rejects.toThrow('by hand');
    const another = await open({ kind: 'rpm' }, { appVersion: '1.7.0' });
    expect(another.state().offer).toMatchObject({
      byHand: expect.stringContaining('There is no package'),
      file: null,
    });
  });
});

describe('its package', () => {
  const offered = async (...how: Answer[]) => {
    const updates = await open();
    await updates.look();
    server.answers = how;
    return updates;
  };

  it('is fetched over a connection that breaks', async () => {
    const etag = '"one"';
    const updates = await offered(serves(PACKAGE, { etag, cutAfter: 100_000 }), serves(PACKAGE, { etag }));
    await fetched(updates);
    const { offer } = updates.state();
    expect(offer?.fetched).toBe(join(updatesFolder(), NAME));
    expect(offer?.command).toBe(`sudo apt install "${join(updatesFolder(), NAME)}"`);
    expect(await readFile(join(updatesFolder(), NAME))).toEqual(PACKAGE);
    expect(server.asked).toHaveLength(3);
    expect(told.at(-1)?.offer?.fetched).toBe(offer?.fetched);
  });

  it('is not taken where other bytes come, or none', async () => {
    const updates = await offered(serves(randomBytes(PACKAGE.length)));
    await expect(fetched(updates)).rejects.toThrow('sends other bytes than were published');
    server.answers = [answers(404)];
    await expect(fetched(updates)).rejects.toThrow('answers 404');
    expect(updates.state().offer?.fetched).toBeNull();
    expect(await readdir(updatesFolder())).not.toContain(NAME);
  });

  it('is cancelled, and the next time goes on', async () => {
    const etag = '"one"';
    const updates = await offered(serves(PACKAGE, { etag, stallAfter: 50_000 }), serves(PACKAGE, { etag }));
    const { id } = await updates.fetch();
    expect((await updates.fetch()).id).toBe(id);
    await vi.waitUntil(() => (jobs.list().find((job) => job.id === id)?.done ?? 0) >= 50_000, {
      timeout: 20_000,
    });
    jobs.cancel(id);
    await vi.waitUntil(() => jobs.list().find((job) => job.id === id)?.state === 'failed', {
      timeout: 20_000,
    });
    await fetched(updates);
    expect(server.asked.at(-1)?.headers.range).toBe('bytes=50000-');
    expect(updates.state().offer?.fetched).not.toBeNull();
  });

  it('is installed when nobody trains, and else only when the runs have ended', async () => {
    const install = vi.fn(async () => 'replaced' as const);
    const updates = await open({ install });
    await updates.look();
    await expect(updates.install(false)).rejects.toThrow('fetch the newer version first');
    server.answers = [serves(PACKAGE)];
    await fetched(updates);
    running = 2;
    await expect(updates.install(false)).rejects.toThrow(
      '2 runs train or wait: it can be installed when they have ended.',
    );
    expect((await updates.install(true)).offer?.install).toBe('waits');
    await new Promise((done) => setTimeout(done, 50));
    expect(install).not.toHaveBeenCalled();
    running = 0;
    await vi.waitUntil(() => updates.state().offer?.install === 'replaced');
    expect(install.mock.calls).toEqual([[join(updatesFolder(), NAME)]]);
  });

  it('is installed by nobody where the shell cannot, which says how else', async () => {
    const updates = await open({ install: undefined });
    await updates.look();
    server.answers = [serves(PACKAGE)];
    await fetched(updates);
    expect(updates.state().offer?.canInstall).toBe(false);
    await expect(updates.install(false)).rejects.toThrow('sudo apt install');
  });

  it('is looked at again before it is installed: a damaged one is removed', async () => {
    const install = vi.fn(async () => 'handed-over' as const);
    const updates = await open({ install });
    await updates.look();
    server.answers = [serves(PACKAGE)];
    await fetched(updates);
    const damaged = Buffer.from(PACKAGE);
    damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000);
    await writeFile(join(updatesFolder(), NAME), damaged);
    await expect(updates.install(false)).rejects.toThrow('damaged, and was removed: fetch it again');
    expect(install).not.toHaveBeenCalled();
    expect(existsSync(join(updatesFolder(), NAME))).toBe(false);
    expect(updates.state().offer?.fetched).toBeNull();
  });

  it('that cannot be installed says why, and can be tried again', async () => {
    const updates = await open({
      install: async () => {
        throw new Error('EACCES: permission denied');
      },
    });
    await updates.look();
    server.answers = [serves(PACKAGE)];
    await fetched(updates);
    await expect(updates.install(false)).rejects.toThrow('could not be installed: EACCES');
    expect(updates.state().offer?.install).toBe('not-yet');
  });

  it('is cleared away at the start of the version that it was of', async () => {
    const updates = await offered(serves(PACKAGE));
    await fetched(updates);
    await updates.close();
    const newer = await open({}, { appVersion: '2.0.0' });
    expect(newer.state().offer).toBeNull();
    expect((await readdir(updatesFolder())).sort()).toEqual(['announced.json', 'updates.json']);
  });
});

it('keeps what was passed over, until there is another version', async () => {
  const updates = await open();
  await updates.look();
  await updates.set({ passedOver: '2.0.0' });
  expect(updates.state().offer?.passedOver).toBe(true);
  server.answers = [serves(signed({ version: '2.1.0' }))];
  expect((await updates.look()).offer).toMatchObject({ version: '2.1.0', passedOver: false });
});

it('does not believe what lies in its own folder without its signature', async () => {
  const updates = await open();
  await updates.look();
  await updates.close();
  const path = join(updatesFolder(), 'announced.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('It is faster', 'It is slower'));
  expect((await open()).state().offer).toBeNull();
});
