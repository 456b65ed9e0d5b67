import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepSchema } from '@shared/contract/sweep';
import { onSmallDataset } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';
import { RunsOfLibrary } from './runs-of-library';
import { StandInCluster } from './stand-in-cluster';

let terminal: Terminal;
let data: string[];
let cluster: StandInCluster;
let shared: string;
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  data = await onSmallDataset(terminal);
  cluster = await StandInCluster.start();
  shared = await mkdtemp(join(tmpdir(), 'trainyard-shared-'));
});
afterAll(async () => {
  await cluster?.stop();
  await terminal?.close();
  if (shared) await rm(shared, { recursive: true, force: true });
});

const sweepOf = ({ lines, stderr }: Ended) => {
  const done = lines.find(({ event }) => event === 'done');
  expect(done, stderr).toBeDefined();
  return sweepSchema.parse(done);
};

it('a sweep whose cluster is gone pauses, and goes on with the same trials when it is back', async () => {
  const command = `"${process.execPath}" "${resolve('out/main/cli.cjs')}"`;
  const asked = `sweep mlp --space optimizer.learningRate=log:1e-4..1e-1 --trials 3 --set epochs=1 --at-once 1 --on ${cluster.address} --shared ${shared}`;
  const started = terminal.start([...asked.split(' '), ...data, '--ray-command', command]);
  await started.line(({ event }) => event === 'trial');
  const port = Number(new URL(cluster.address.replace('ray:', 'http:')).port);
  await cluster.goAway();
  const paused = sweepOf(await started.ended);
  expect(paused.phase).toBe('paused');
  expect(paused.reason).toMatch(/^No Ray cluster answers at .*: check the address/);
  expect(paused.trials.filter(({ end }) => end === 'failed')).toEqual([]);

  const refused = await terminal.run(['sweep', 'resume', 'last']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/No Ray cluster answers at/);

  cluster = await StandInCluster.start(port);
  const done = sweepOf(await terminal.run(['sweep', 'resume', 'last']));
  expect(done.phase, done.reason ?? '').toBe('done');
  expect(done.trials.map(({ end }) => end)).toEqual(['completed', 'completed', 'completed']);
  expect(new RunsOfLibrary(terminal).ids()).toHaveLength(3);
});
