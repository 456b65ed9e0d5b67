import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '@shared/contract/run';
import { hearEvents } from '@shared/contract/hear-events';
import { freshSpec } from '@shared/spec/fresh-spec';
import { CutProxy } from '../cut-proxy';
import { ServingStudio } from '../serving-studio';
import { importSmallDataset, SMALL } from '../small-dataset';

/** Two real studios, each with a library of its own, and what networks do between them. */
let here: ServingStudio;
let there: ServingStudio;
let proxy: CutProxy;
let dataset: string;

beforeAll(async () => {
  [here, there] = await Promise.all([ServingStudio.prepare(), ServingStudio.prepare()]);
  dataset = await importSmallDataset(here.terminal);
  await Promise.all([here.serve(), there.serve()]);
  proxy = await CutProxy.start(there.port);
});
afterAll(async () => {
  await proxy.stop();
  await Promise.all([here.close(), there.close()]);
});

async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
  ms = 60_000,
): Promise<Value> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`it did not come to this: ${what}`);
}

const machine = async () => (await here.client.machines.list()).machines[0];
const reachable = () =>
  until('the machine is reachable', async () => {
    const its = await machine();
    if (its?.state !== 'reachable') await here.client.machines.tryAgain({ machine: 'gpu-box' });
    return its?.state === 'reachable' ? its : undefined;
  });
const away = () =>
  until('the machine is known to be away', async () => {
    const its = await machine();
    return its?.state === 'unreachable' ? its : undefined;
  });

const add = (address: string, token: string, name = 'gpu-box') =>
  here.client.machines.add({ name, way: { by: 'address', address }, token }).then(
    () => '',
    (error: Error) => error.message,
  );

/** A run of so many epochs on the small dataset. */
async function spec(epochs: number, name: string) {
  const its = (await here.client.datasets.list()).find(({ id }) => id === dataset)!;
  return {
    ...freshSpec('mlp', its, undefined),
    name,
    epochs,
    batchSize: SMALL.batchSize,
    test: { atEnd: false },
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
async function hashesOf(folder: string) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bin')).sort();
  return Promise.all(names.map(async (name) => [name, sha256(await readFile(join(folder, name)))]));
}
const runsThere = async (name: string) => (await there.client.runs.list()).filter((run) => run.name === name);

describe('a machine that cannot be worked with', () => {
  it('is refused in one sentence, and not kept', async () => {
    expect(await add(proxy.address, 'x'.repeat(43))).toBe(
      'The token is not that of gpu-box: `trainyard machines token` shows it there. The one in the address that `trainyard serve` prints is for a browser.',
    );
    const nobody = await add('http://127.0.0.1:9', 'x'.repeat(43));
    expect(nobody).toContain('Nobody answers at 127.0.0.1:9');
    const outside = await add('http://192.0.2.1:7654', 'x'.repeat(43));
    expect(outside).toBe('Input validation failed');
    expect((await here.client.machines.list()).machines).toEqual([]);
  });
});

describe('a run on another machine', () => {
  it('has its data sent there once, however often the line is cut, and is the very same run', async () => {
    expect(await add(proxy.address, await there.token())).toBe('');
    // Twice in the middle of the data: 2.4 MB of it.
    proxy.cutAfter = 700_000;
    const starting = here.client.runs.create({ spec: await spec(2, 'remote'), on: 'gpu-box' });
    await until('it was cut once', () => (proxy.cutAfter === undefined ? true : undefined));
    const cutAt = proxy.sent;
    proxy.cutAfter = 700_000;
    await until('it was cut again', () => (proxy.cutAfter === undefined ? true : undefined));
    expect(proxy.sent).toBeGreaterThan(cutAt);
    const run = await starting;
    expect(run.id).toMatch(/^gpu-box:/);
    const id = run.spec.data.dataset.replace('gpu-box:', '');
    expect(await hashesOf(join(there.terminal.library, 'datasets', id))).toEqual(
      await hashesOf(join(here.terminal.library, 'datasets', dataset)),
    );
    expect(
      (await readdir(join(there.terminal.library, 'datasets'))).filter((one) => one.startsWith('.')),
    ).toEqual([]);

    const sent = proxy.sent;
    const again = await here.client.runs.create({ spec: await spec(1, 'again'), on: 'gpu-box' });
    // No more than words went over the line.
    expect(proxy.sent - sent).toBeLessThan(200_000);
    const done = await until('both are done', async () => {
      const its = await Promise.all([run, again].map(({ id: one }) => here.client.runs.get({ run: one })));
      return its.every(({ state }) => state === 'completed') ? its : undefined;
    });

    // The same run on this machine comes to the same.
    const own = await here.client.runs.create({ spec: await spec(2, 'own') });
    const its = await until('it is done here', async () => {
      const one = await here.client.runs.get({ run: own.id });
      return one.state === 'completed' ? one : undefined;
    });
    const losses = ({ epochs }: RunSummary) => epochs.map(({ trainLoss, valLoss }) => [trainLoss, valLoss]);
    expect(losses(done[0]!)).toEqual(losses(its));
    const checkpoints = await here.client.checkpoints.list({ run: run.id });
    const listed = (await here.client.checkpoints.list({})).filter((one) => one.run === run.id);
    expect(listed.length).toBeGreaterThan(0);
    expect(listed).toEqual(checkpoints);
    const rows = await here.client.runs.series({ run: run.id, fromRow: 0 });
    expect(rows.size).toBe((await here.client.runs.series({ run: own.id, fromRow: 0 })).size);
  });

  it('goes on while the line is cut; what is shown says since when, and then nothing is missing', async () => {
    await reachable();
    const run = await here.client.runs.create({ spec: await spec(80, 'long'), on: 'gpu-box' });
    await until('it trains', async () => {
      const its = await here.client.runs.get({ run: run.id });
      return its.epochs.length > 1 ? its : undefined;
    });
    const before = Date.now();
    proxy.goAway();
    const known = await away();
    expect(Date.parse(known.lastSeen!)).toBeGreaterThanOrEqual(before - 1000);
    const shown = await here.client.runs.get({ run: run.id });
    expect(shown.state).toBe('running');
    const stop = here.client.runs.stop({ run: run.id });
    await expect(stop).rejects.toThrow(/^gpu-box is not reachable since \d\d:\d\d\. /);
    const start = here.client.runs.create({ spec: await spec(1, 'not now'), on: 'gpu-box' });
    await expect(start).rejects.toThrow('gpu-box is not reachable since');

    const ended = await until('it ends there', async () => {
      const [its] = await runsThere('long');
      return its?.state === 'completed' ? there.client.runs.get({ run: its.id }) : undefined;
    });
    expect((await here.client.runs.get({ run: run.id })).epochs.length).toBeLessThan(ended.epochs.length);
    proxy.mode = 'pass';
    await reachable();
    const after = await here.client.runs.get({ run: run.id });
    expect(after.state).toBe('completed');
    expect(after.epochs).toEqual(ended.epochs);
    const rows = await here.client.runs.series({ run: run.id, fromRow: 0 });
    const all = await there.client.runs.series({ run: ended.id, fromRow: 0 });
    expect(sha256(new Uint8Array(await rows.arrayBuffer()))).toBe(
      sha256(new Uint8Array(await all.arrayBuffer())),
    );
    expect(await runsThere('not now')).toEqual([]);
  });

  it('is started once although the answer was lost on its way', async () => {
    await reachable();
    // The request goes through; of the answer nothing does.
    proxy.isDeaf = true;
    const starting = here.client.runs.create({ spec: await spec(1, 'once'), on: 'gpu-box' });
    await until('it was made there', async () => (await runsThere('once'))[0]);
    proxy.isDeaf = false;
    proxy.cut();
    const run = await starting;
    await reachable();
    const made = await runsThere('once');
    expect(made.map(({ id }) => `gpu-box:${id}`)).toEqual([run.id]);
    expect((await here.client.runs.list()).filter(({ name }) => name === 'once')).toHaveLength(1);
  });

  it('is as it was known after a start without the machine, and forgets nothing when it is back', async () => {
    proxy.goAway();
    await away();
    await here.stop();
    await here.serve();
    const [known] = (await here.client.machines.list()).machines;
    expect(known?.info?.appVersion).toMatch(/^\d+\./);
    const names = async () => (await here.client.runs.list()).map(({ name }) => name);
    expect(await names()).toEqual(expect.arrayContaining(['remote', 'long', 'once', 'own']));
    const listed = await here.run(['runs']);
    expect(listed.stderr).toContain('gpu-box is');
    proxy.mode = 'pass';
    await reachable();
    // Its studio was started anew meanwhile.
    await there.stop();
    await away();
    await there.serve();
    await reachable();
    expect(await names()).toEqual(expect.arrayContaining(['remote', 'long', 'once', 'own']));
  });

  it('stands in the terminal, and trains from there', async () => {
    await reachable();
    const trained = await here.run([
      'train',
      'mlp',
      '--on',
      'gpu-box',
      '--data',
      dataset,
      '--set',
      'epochs=1',
      '--set',
      `batchSize=${SMALL.batchSize}`,
      '--set',
      'test.atEnd=false',
      '--set',
      'name=typed',
    ]);
    expect(trained.code, trained.stderr).toBe(0);
    expect(trained.lines.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
    expect(await runsThere('typed')).toHaveLength(1);
    const machines = await here.run(['machines']);
    expect(machines.lines[0]).toMatchObject({ event: 'machine', name: 'gpu-box', state: 'reachable' });
    expect(JSON.stringify(machines.lines)).not.toContain(await there.token());
    const unknown = await here.run(['train', 'mlp', '--on', 'attic']);
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr + unknown.stdout).toContain('There is no machine called attic: known is gpu-box.');
    // What stands in one list has a name of its own there, wherever it trains.
    expect((await here.client.runs.create({ spec: await spec(1, 'typed') })).name).toBe('typed-2');
    const next = await here.client.runs.create({ spec: await spec(1, 'typed'), on: 'gpu-box' });
    expect(next.name).toBe('typed-3');
  });

  it('gets its data again when that was deleted there', async () => {
    await reachable();
    const kept = async () => (await here.client.datasets.list()).filter(({ id }) => id.includes(':'));
    const [sent] = await kept();
    await until('nothing trains on it', async () =>
      (await there.client.runs.list()).every(({ state }) => state === 'completed') ? true : undefined,
    );
    await there.client.datasets.remove({ dataset: sent!.id.replace('gpu-box:', '') });
    await until(
      'nobody lists it any more',
      async () => ((await kept()).length === 0 ? true : undefined),
      10_000,
    );
    await here.client.runs.create({ spec: await spec(1, 'sent again'), on: 'gpu-box' });
    expect(await kept()).toHaveLength(1);
  });

  it('is exported, compared and brought back from the terminal', async () => {
    await reachable();
    const own = (await here.client.runs.list()).find(({ name }) => name === 'own')!;
    const run = (await here.client.runs.list()).find(({ name }) => name === 'remote')!;
    const asked = ['export', run.id, '--format', 'safetensors', '--to'];
    const folder = await here.run([...asked, join(here.home, 'model')]);
    expect(folder.stderr).toContain('comes from there as an archive: let --to end in .zip');
    const to = join(here.home, 'model.zip');
    const made = await here.run([...asked, to]);
    expect(made.code, made.stderr).toBe(0);
    expect(made.lines.at(-1)).toMatchObject({ event: 'done', path: to });
    expect((await readFile(to)).subarray(0, 2).toString()).toBe('PK');
    expect((await here.run([...asked, to])).stderr).toContain('is there already');

    const compared = await here.run(['eval', 'compare', own.id, run.id]);
    expect(compared.code, compared.stderr).toBe(0);
    expect(compared.lines.at(-1)).toMatchObject({ event: 'compared', onlyFirst: 0, onlySecond: 0 });

    expect((await here.run(['discard', run.id])).code).toBe(0);
    const back = await here.run(['bin', 'restore', run.id]);
    expect(back.lines.at(-1)).toMatchObject({ event: 'run', id: run.id });
  });

  it('tells of its runs, and keeps to itself what is its machine’s own', async () => {
    await reachable();
    const ending = new AbortController();
    const heard: string[] = [];
    const news = await hearEvents(here.client, ending.signal);
    const reading = (async () => {
      for await (const events of news) heard.push(...events.map(({ type }) => type));
    })().catch(() => {});
    const { settings } = await there.client.settings.get();
    await there.client.settings.set({ ...settings, notifications: 'none' });
    await there.client.updates.set({ looking: 'off' });
    const [run] = await runsThere('remote');
    await there.client.runs.label({
      changes: [{ run: run!.id, notes: 'seen', addTags: [], removeTags: [] }],
    });
    await until('it is heard here', () => (heard.includes('runs-listed') ? true : undefined));
    expect(heard).not.toContain('settings');
    expect(heard).not.toContain('update');
    // Of its own settings this studio tells.
    await here.client.settings.set(settings);
    await until('they are heard', () => (heard.includes('settings') ? true : undefined));
    ending.abort();
    await reading;
  });

  it('is only looked at from afar: what would write there is refused', async () => {
    await reachable();
    const [run] = (await here.client.runs.list()).filter(({ name }) => name === 'remote');
    const to = join(there.home, 'stolen');
    await expect(
      here.client.exports.start({ run: run!.id, checkpoint: 'last', format: 'safetensors', to }),
    ).rejects.toThrow('leave the place out');
    await expect(here.client.runs.share({ run: run!.id, to })).rejects.toThrow('can only be done there');
    expect(await readdir(there.home)).not.toContain('stolen');
  });

  it('is forgotten with its machine, and stays there', async () => {
    await here.client.machines.remove({ machine: 'gpu-box' });
    expect((await here.client.runs.list()).filter(({ id }) => id.includes(':'))).toEqual([]);
    expect(await runsThere('remote')).toHaveLength(1);
  });
});
