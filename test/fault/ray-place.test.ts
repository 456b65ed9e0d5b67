import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { sweepSchema } from '@shared/contract/sweep';
import { outcomeOf, type Outcome } from '../kill-test';
import { StandInCluster } from '../ray/stand-in-cluster';
import { onSmallDataset } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';

const TRAIN = 'train mlp --set epochs=3 --set model.layers.1.units=16'.split(' ');
/** The second checkpoint: the first epoch has been told of by then. */
const MIDWAY = 'before rename a new folder#2';
const THREADS = availableParallelism();

let terminal: Terminal;
let data: string[];
/** What the run comes to on this machine. */
let here: Outcome;
let cluster: StandInCluster;
let shared: string;
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  data = await onSmallDataset(terminal);
  here = await outcomeOf(doneOf(await terminal.run([...TRAIN, ...data])).folder);
});
afterAll(() => terminal.close());
beforeEach(async () => {
  cluster = await StandInCluster.start();
  shared = await mkdtemp(join(tmpdir(), 'trainyard-shared-'));
});
afterEach(async () => {
  await cluster.stop();
  await rm(shared, { recursive: true, force: true });
});

const onCluster = () => [
  '--on',
  cluster.address,
  '--shared',
  shared,
  '--cpus',
  String(THREADS),
  '--ray-command',
  `"${process.execPath}" "${resolve('out/main/cli.cjs')}"`,
];
const doneSchema = z.object({ folder: z.string(), state: z.string() });
const doneOf = ({ lines, stderr }: Ended) => {
  const done = lines.find(({ event }) => event === 'done');
  expect(done, stderr).toBeDefined();
  return doneSchema.parse(done);
};
/** Starts of runs that were left in the shared folder. */
const startsLeft = () => {
  const runs = join(shared, 'runs');
  return existsSync(runs)
    ? readdirSync(runs, { recursive: true, withFileTypes: true }).filter((its) => its.isFile())
    : [];
};

it('a run whose node dies, and whose submission was answered by nobody, ends bit for bit as here', async () => {
  cluster.losesNextAnswer = true;
  cluster.holdsNextAt = MIDWAY;
  const started = terminal.start([...TRAIN, ...data, ...onCluster()]);
  await started.line(({ event }) => event === 'epoch');
  cluster.killNode(cluster.jobs[0]!);
  const there = doneOf(await started.ended);
  expect(there.state).toBe('completed');
  // Once for each start, whatever was lost on the way.
  expect(cluster.jobs.map(({ status }) => status)).toEqual([
    'FAILED',
    expect.stringMatching(/RUNNING|SUCCEEDED/),
  ]);
  expect(await outcomeOf(there.folder)).toEqual(here);
  expect(startsLeft()).toEqual([]);

  // Elsewhere it is a run that trains there, and no way for others to have jobs sent.
  const file = join(shared, 'run.trainyard-run');
  expect((await terminal.run(['share', 'last', '--to', file, '--checkpoints', 'none'])).code).toBe(0);
  const other = await Terminal.openEmpty();
  expect((await other.run(['open', file])).code).toBe(0);
  const [opened] = readdirSync(join(other.library, 'runs')).filter((name) => !name.startsWith('.'));
  expect(readFileSync(join(other.library, 'runs', opened!, 'run.json'), 'utf8')).not.toContain(shared);
  await other.close();
});

it('what a cluster went on with while Trainyard was killed is brought home', async () => {
  cluster.holdsNextAt = MIDWAY;
  const started = terminal.start([...TRAIN, ...data, ...onCluster()]);
  await started.line(({ event }) => event === 'epoch');
  started.process.kill('SIGKILL');
  await started.ended;
  cluster.letGoOn(cluster.jobs[0]!);
  await expect.poll(() => cluster.jobs[0]?.status, { timeout: 60_000 }).toBe('SUCCEEDED');
  const there = doneOf(await terminal.run(['resume', 'last']));
  expect(there.state).toBe('completed');
  expect(await outcomeOf(there.folder)).toEqual(here);
});

it('a sweep has as many trials there at once as it may, and each of them once', async () => {
  cluster.slots = 2;
  const sweep =
    'sweep mlp --space optimizer.learningRate=log:1e-4..1e-1 --trials 4 --set epochs=1 --set model.layers.1.units=8';
  const ended = await terminal.run([...sweep.split(' '), ...data, ...onCluster(), '--at-once', '3']);
  const done = sweepSchema.parse(ended.lines.find(({ event }) => event === 'done'));
  expect(done.phase).toBe('done');
  expect(done.trials.map(({ end }) => end)).toEqual(['completed', 'completed', 'completed', 'completed']);
  expect(new Set(cluster.jobs.map(({ id }) => id)).size).toBe(4);
  expect(startsLeft()).toEqual([]);
});

it('what cannot be is said in a sentence, and nothing is left', async () => {
  const wrong = async (args: string[]) => {
    const { code, stderr } = await terminal.run([...TRAIN, ...data, ...args]);
    return { code, stderr };
  };
  const elsewhere = await wrong(['--on', 'ray://127.0.0.1:59123', '--shared', shared]);
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.stderr).toMatch(
    /No Ray cluster answers at http:\/\/127\.0\.0\.1:59123 \(nothing listens there\)/,
  );
  const nowhere = await wrong(['--on', cluster.address, '--shared', join(shared, 'nowhere')]);
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr).toMatch(/The shared folder .*nowhere is not there/);
  // Both are tried again some seconds later, before they are given up.
  const [unknown, unseen] = await Promise.all([
    wrong(['--on', cluster.address, '--shared', shared, '--ray-command', 'no-such-trainyard']),
    wrong([...onCluster(), '--shared-there', join(shared, 'unseen')]),
  ]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/have no command "no-such-trainyard"/);
  expect(unseen.code).toBe(1);
  expect(unseen.stderr).toMatch(/cannot read .*unseen.*check that the shared folder is there on every node/);
});

it('a run that waits in the cluster is stopped there', async () => {
  cluster.slots = 0;
  const started = terminal.start([...TRAIN, ...data, ...onCluster()]);
  await expect.poll(() => cluster.jobs.length, { timeout: 60_000 }).toBe(1);
  started.process.kill('SIGINT');
  const ended = await started.ended;
  expect(doneOf(ended).state).toBe('stopped');
  expect(cluster.jobs[0]?.status).toBe('STOPPED');
  expect(startsLeft()).toEqual([]);
});
