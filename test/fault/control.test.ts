import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListedRun } from '@shared/contract/run';
import { attachToStudio, type AttachedStudio } from '../../src-main/server/attach';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { importSmallDataset, SMALL } from '../small-dataset';
import { whileStandingStill } from '../standing-still';
import { lockOf } from '../studio-lock';
import { Terminal, type Started } from '../terminal';

let terminal: Terminal;
let servers: Started[];
let followers: AttachedStudio[];
beforeEach(async () => {
  terminal = await Terminal.open();
  expect(await importSmallDataset(terminal)).toBe('small');
  servers = [];
  followers = [];
});
afterEach(async () => {
  for (const follower of followers) follower.close();
  for (const server of servers) {
    server.process.kill('SIGKILL');
    await server.ended;
  }
  await terminal.close();
});

const UNTESTED = ['--set', 'test.atEnd=false'];
const TRAIN = ['train', 'mlp', '--set', 'epochs=4', '--set', 'ema=0.99', ...UNTESTED];
const SHORT = ['train', 'mlp', '--data', 'small', '--set', 'epochs=1'];
/** A linear model whose steps are far too large: the loss is no number soon. */
const HOPELESS = [
  ...SHORT,
  '--set',
  'optimizer={"name":"sgd","learningRate":10,"momentum":0.9}',
  '--set',
  'loss=mean-squared-error',
  '--set',
  'model.layers=[{"type":"flatten"},{"type":"dense","units":10}]',
];
/** Long enough to be interfered with. */
const LONG = ['train', 'mlp', '--set', 'epochs=400', ...UNTESTED];

interface Run {
  id: string;
  name: string;
  state: string;
  folder: string;
  lastEpoch: number;
}
const runs = async () => (await terminal.run(['runs'])).lines as unknown as Run[];
const runNamed = async (name: string) => {
  const found = (await runs()).find((run) => run.name === name);
  if (!found) throw new Error(`there is no run ${name}`);
  return found;
};
async function eventsOf(run: string): Promise<string[]> {
  const shown = (await done(['show', run])).lines[0] as unknown as { events: { text: string }[] };
  return shown.events.map(({ text }) => text);
}
async function done(args: readonly string[]) {
  const ended = await terminal.run(args);
  expect(ended.code, ended.stderr).toBe(0);
  return ended;
}
/** What the last checkpoint comes to where nobody interferes; trained once. */
let undisturbed: string[] | undefined;
async function wholeHashes(): Promise<string[]> {
  undisturbed ??= lastCheckpointHashes(folderOf((await done(TRAIN)).lines));
  return undisturbed;
}
const folderOf = (lines: { event?: string }[]) =>
  (lines.find(({ event }) => event === 'done') as { folder: string } | undefined)?.folder ?? '';

/** A studio that stays. */
async function serve(): Promise<Started> {
  const server = terminal.start(['serve', '--port', '0']);
  servers.push(server);
  await server.line(({ event }) => event === 'serving');
  followers.push(await attachToStudio(await lockOf(terminal.library), 'follower'));
  return server;
}

/** Waits for the studio that stays, without a terminal for each look at it. */
const untilRuns = (hold: (all: ListedRun[]) => boolean) =>
  until(() => sleep(50).then(() => followers.at(-1)!.client.runs.list()), hold);

/** Queues a run in the studio that is there, and leaves it to it. */
async function queueRun(args: readonly string[], name: string): Promise<string> {
  const started = terminal.start([...args, '--set', `name=${name}`]);
  const queued = (await started.line(({ event }) => event === 'queued')) as { run?: string };
  started.process.kill('SIGINT');
  await started.ended;
  return queued.run ?? '';
}

async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
  }
}

describe('a run that is paused', () => {
  it('gives the device free, and resumed, killed and resumed ends as if it had never stopped', async () => {
    const whole = await wholeHashes();
    const paused = terminal.start(TRAIN);
    await paused.line(({ event }) => event === 'epoch');
    const answer = await done(['pause', 'last']);
    expect(answer.lines.at(-1)).toMatchObject({ state: 'paused' });
    const end = await paused.ended;
    expect(end.lines.at(-1)).toMatchObject({ event: 'done', state: 'paused' });
    // Nobody has the library now: the pause is on disk alone.
    expect((await runs())[0]).toMatchObject({ state: 'paused', pausedBy: 'person' });

    const killed = terminal.start(['resume', 'last']);
    await killed.line(({ event }) => event === 'epoch');
    for (const pid of childrenOf(killed.process.pid!)) process.kill(pid, 'SIGKILL');
    const interrupted = await killed.ended;
    // It may have come to its end in that moment; then there is nothing left to resume.
    const last = interrupted.code === 0 ? interrupted : await done(['resume', 'last']);
    expect(lastCheckpointHashes(folderOf(last.lines))).toEqual(whole);
  });
});

describe('the test at the end of a run', () => {
  type Tested = { state: string; finalTest: { state: string; evaluation?: string } | null };
  const onDisk = ({ folder }: Run) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Tested;
  const evaluations = (folder: string) =>
    (JSON.parse(readFileSync(join(folder, 'evaluations.json'), 'utf8')) as { evaluations: object[] })
      .evaluations;

  // The result is written once, the run's document before and after it.
  it.each([
    ['before the test', 'before write evaluations.json.tmp', false],
    ['between the result and its note', 'after rename evaluations.json.tmp', true],
  ])('is made up for, and done once, when the studio was killed %s', async (_, point, hasResult) => {
    const killed = await terminal.run(SHORT, { TRAINYARD_CRASH_AT: point });
    expect(killed.code).not.toBe(0);
    const run = await runNamed((await runs())[0]!.name);
    expect(onDisk(run)).toMatchObject({ state: 'completed', finalTest: { state: 'due' } });
    expect(existsSync(join(run.folder, 'evaluations.json'))).toBe(hasResult);
    await serve();
    const tested = await until(
      () => sleep(100, onDisk(run)),
      ({ finalTest }) => finalTest?.state !== 'due',
    );
    const [result, ...others] = evaluations(run.folder);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ split: 'test', isFinal: true, samples: SMALL.test });
    const { id } = result as { id: string };
    expect(tested).toMatchObject({ finalTest: { state: 'done', evaluation: id, of: 'best', epoch: 1 } });
  });

  it('is waited for by who trains and by who resumes, and its failure leaves the run completed', async () => {
    const trained = await done(SHORT);
    expect(trained.lines.at(-1)).toMatchObject({ state: 'completed', test: { state: 'done', epoch: 1 } });
    const none = await done([...SHORT, '--set', 'test.atEnd=false']);
    expect(none.lines.at(-1)).toMatchObject({ state: 'completed', test: null });

    const folder = folderOf(trained.lines);
    const path = join(folder, 'run.json');
    const document = JSON.parse(readFileSync(path, 'utf8')) as { id: string };
    writeFileSync(path, JSON.stringify({ ...document, finalTest: { state: 'due' } }));
    const resumed = await done(['resume', document.id]);
    expect(resumed.lines.at(-1)).toMatchObject({ state: 'completed', test: { state: 'done' } });
    expect(evaluations(folder)).toHaveLength(1);

    rmSync(join(folder, 'evaluations.json'));
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...document, finalTest: { state: 'due' } }));
    const failed = await done(['resume', document.id]);
    expect(failed.lines.at(-1)).toMatchObject({ state: 'completed', test: { state: 'failed' } });
    expect(failed.stderr).toContain('The test at the end failed: small-mlp has no checkpoint yet.');
  });
});

describe('a run that is changed while it trains', () => {
  it('ends the same when it is killed right after, resumed, and repeated from its spec', async () => {
    const cosine = ['--set', 'optimizer.schedule.name=cosine', '--set', 'checkpoint.everySteps=50'];
    const changed = terminal.start([...TRAIN, ...cosine]);
    await changed.line(({ event }) => event === 'epoch');
    const answer = await done(['change', 'last', '--learning-rate', 'x0.5', '--epochs', '5']);
    const { spec } = answer.lines.at(-1) as unknown as {
      spec: { epochs: number; changes: { step: number; learningRate?: number; scheduleSteps: number }[] };
    };
    expect(spec.epochs).toBe(5);
    const [pinned, change] = spec.changes;
    expect(pinned).toMatchObject({ step: 0 });
    expect(change?.learningRate).toBeCloseTo(0.0005, 9);
    expect(change!.scheduleSteps / pinned!.scheduleSteps).toBeCloseTo(5 / 4, 9);
    for (const pid of childrenOf(changed.process.pid!)) process.kill(pid, 'SIGKILL');
    await changed.ended;
    const resumed = await done(['resume', 'last']);
    expect(resumed.lines.at(-1)).toMatchObject({ state: 'completed' });
    const file = join(terminal.library, 'spec.json');
    writeFileSync(file, JSON.stringify(spec));
    const repeated = await done(['train', file]);
    expect(lastCheckpointHashes(folderOf(repeated.lines))).toEqual(
      lastCheckpointHashes(folderOf(resumed.lines)),
    );
  });
});

describe('stopping after the epoch', () => {
  it('ends with a whole epoch, and going on ends the same as a run that did not stop', async () => {
    const whole = await wholeHashes();
    const stopped = terminal.start(TRAIN);
    await stopped.line(({ event }) => event === 'epoch');
    await whileStandingStill(childrenOf(stopped.process.pid!), () => done(['stop', 'last', '--after-epoch']));
    const end = await stopped.ended;
    expect(end.lines.at(-1)).toMatchObject({ event: 'done', state: 'stopped' });
    const [run] = await runs();
    expect(await eventsOf('last')).toContain(`Stopped after epoch ${run?.lastEpoch}, as asked`);
    const checkpoints = (await terminal.run(['checkpoints', 'last'])).lines as { epoch?: number }[];
    expect(checkpoints.at(-1)?.epoch).toBe(run?.lastEpoch);
    const last = await done(['resume', 'last']);
    expect(lastCheckpointHashes(folderOf(last.lines))).toEqual(whole);
  });
});

describe('the queue', () => {
  it('can be held and put in order, and outlives a studio that is killed', async () => {
    const server = await serve();
    const first = await queueRun(LONG, 'first');
    const second = await queueRun([...SHORT, ...UNTESTED], 'second');
    const third = await queueRun([...SHORT, ...UNTESTED], 'third');
    expect((await done(['queue'])).lines[0]).toMatchObject({ order: [second, third], held: null });
    expect((await done(['queue', 'front', third])).lines[0]).toMatchObject({ order: [third, second] });
    expect((await done(['queue', 'hold'])).lines[0]).toMatchObject({ held: 'person' });
    await untilRuns((all) => all.some(({ id, state }) => id === first && state === 'running'));
    await done(['pause', first]);
    // Held: nothing else started in its place.
    expect((await runs()).map(({ state }) => state).sort()).toEqual(['paused', 'queued', 'queued']);
    server.process.kill('SIGKILL');
    await server.ended;

    await serve();
    expect((await done(['queue'])).lines[0]).toMatchObject({
      order: [third, second],
      held: 'person',
      waitingForWord: [third, second],
    });
    await done(['queue', 'release']);
    await untilRuns((all) => all.every(({ state }) => state === 'paused' || state === 'completed'));
    const ended = (await runs()) as unknown as { id: string; startedAt: string }[];
    const startOf = (id: string) => ended.find((run) => run.id === id)?.startedAt ?? '';
    expect(startOf(third) < startOf(second)).toBe(true);
  });

  it('goes on after a run that fails, and offers what trained when the studio was closed', async () => {
    const server = await serve();
    await queueRun(HOPELESS, 'hopeless');
    const after = await queueRun(LONG, 'after');
    await untilRuns((all) => all.some(({ id, state }) => id === after && state === 'running'));
    expect((await runNamed('hopeless')).state).toBe('failed');
    server.process.kill('SIGTERM');
    await server.ended;
    expect((await runNamed('after')).state).toBe('paused');
    await serve();
    expect((await done(['queue'])).lines[0]).toMatchObject({ order: [], cutShort: [after] });
    expect((await done(['queue', 'go-on'])).lines[0]).toMatchObject({ cutShort: [] });
    await untilRuns((all) => all.some(({ id, state }) => id === after && state === 'running'));
  });
});

describe.skipIf(process.platform === 'win32')('a terminal whose window is closed while it trains', () => {
  it('saves, and what it trained is offered to go on at the next start', async () => {
    const training = terminal.start([...LONG, '--set', 'name=night']);
    await training.line(({ event }) => event === 'epoch');
    training.process.kill('SIGHUP');
    await training.ended;
    const listed = await done(['runs']);
    expect(listed.lines[0]).toMatchObject({ state: 'paused', pausedBy: 'closing' });
    expect(listed.stderr).toContain('When Trainyard was closed, night trained: `trainyard queue go-on`');
    expect(await eventsOf('night')).toContainEqual(
      expect.stringMatching(/^Paused at step \d+: Trainyard was/),
    );
    const server = await serve();
    await done(['queue', 'go-on']);
    await untilRuns((all) => all.some(({ state }) => state === 'running'));
    // Taken back before its epoch ends, it trains on.
    await whileStandingStill(childrenOf(server.process.pid!), async () => {
      await done(['stop', 'night', '--after-epoch']);
      const taken = await done(['stop', 'night', '--go-on']);
      expect(taken.lines.at(-1)).toMatchObject({ endsAfterEpoch: false });
    });
  });
});

describe('a run that is discarded while it trains', () => {
  it('lies in the bin with its checkpoint, comes back whole, and is deleted only for good', async () => {
    await serve();
    const run = await queueRun(LONG, 'unwanted');
    await untilRuns((all) => all.some(({ state, lastEpoch }) => state === 'running' && lastEpoch > 0));
    await done(['discard', 'unwanted']);
    expect(await runs()).toEqual([]);
    const restored = await done(['bin', 'restore', 'unwanted']);
    expect(restored.lines.at(-1)).toMatchObject({ id: run, state: 'stopped' });
    const resumed = terminal.start(['resume', run]);
    await resumed.line(({ event }) => event === 'epoch');
    await done(['stop', run]);
    await resumed.ended;
    await done(['discard', run]);
    const refused = await terminal.run(['bin', 'empty']);
    expect(refused.code).toBe(2);
    expect(existsSync(join(terminal.library, 'bin', run))).toBe(true);
    await done(['bin', 'empty', '--yes']);
    expect(existsSync(join(terminal.library, 'bin', run))).toBe(false);
  });
});

describe('a run that would be computed otherwise here', () => {
  it('is not resumed unless that is accepted; each difference is named, and kept in its log', async () => {
    const stopped = terminal.start(TRAIN);
    await stopped.line(({ event }) => event === 'epoch');
    await done(['pause', 'last']);
    await stopped.ended;
    const [run] = await runs();
    const path = join(run!.folder, 'run.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    document.datasetFingerprint = 'f'.repeat(64);
    document.numerics.libraryVersion = '1.0.0';
    document.processor = 'Another processor';
    writeFileSync(path, JSON.stringify(document));
    const refused = await terminal.run(['resume', 'last']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/The dataset is .* The library is .* The processor is .*--accept-changes/);
    expect((await runs())[0]?.state).toBe('paused');
    const accepted = await done(['resume', 'last', '--accept-changes']);
    expect(accepted.lines.at(-1)).toMatchObject({ state: 'completed' });
    const shown = (await done(['show', 'last'])).lines[0] as unknown as { events: { text: string }[] };
    expect(shown.events.filter(({ text }) => /^The (dataset|library|processor) is/.test(text))).toHaveLength(
      3,
    );
    // Accepted once, it is what the run is made with.
    expect(JSON.parse(readFileSync(path, 'utf8')).processor).not.toBe('Another processor');
  });
});
