import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepSchema } from '@shared/contract/sweep';
import { outcomeOf } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { trainedOnOneThread } from './one-thread';
import { RayCluster } from './ray-cluster';
import { RunsOfLibrary } from './runs-of-library';

const TRIALS = 24;
const EPOCHS = 2;
const CLI = resolve('out/main/cli.cjs');

let cluster: RayCluster;
let terminal: Terminal;
let shared: string;
let data: string[];
beforeAll(async () => {
  const python = process.env['TRAINYARD_RAY_PYTHON'];
  if (!python) throw new Error('TRAINYARD_RAY_PYTHON names no Python: use npm run test:ray.');
  terminal = await Terminal.openEmpty();
  data = await onSmallDataset(terminal);
  shared = await mkdtemp(join(tmpdir(), 'trainyard-shared-'));
  cluster = await RayCluster.start(python);
  await cluster.addNode();
});
afterAll(async () => {
  await cluster?.stop();
  await terminal?.close();
  if (shared) await rm(shared, { recursive: true, force: true });
});

it('a sweep whose cluster loses a node comes to the very end, with every trial once', async () => {
  const asked =
    `sweep mlp --space optimizer.learningRate=log:1e-4..1e-1 --trials ${TRIALS} --set epochs=${EPOCHS} --set model.layers.1.units=32` +
    ` --on ${cluster.address} --shared ${shared} --cpus 1 --at-once 4`;
  const command = `"${process.execPath}" "${CLI}"`;
  const started = terminal.start([...asked.split(' '), ...data, '--ray-command', command]);
  await started.line(({ event, trial }) => event === 'trial' && typeof trial === 'number' && trial >= 5);
  await cluster.killLastNodeWhileItTrains();
  const { lines, stderr } = await started.ended;
  const done = lines.find(({ event }) => event === 'done');
  expect(done, stderr).toBeDefined();
  const sweep = sweepSchema.parse(done);

  expect(sweep.phase, sweep.reason ?? '').toBe('done');
  expect(sweep.trials.map(({ end }) => end)).toEqual(Array.from({ length: TRIALS }, () => 'completed'));
  const runs = sweep.trials.flatMap(({ run }) => run ?? []);
  const library = new RunsOfLibrary(terminal);
  expect(runs.toSorted()).toEqual(library.ids());
  expect(new Set(runs).size).toBe(TRIALS);
  const again = await library.expectWhole(runs, EPOCHS);
  console.log(`${again.length} of ${TRIALS} trials were started again after the node had died.`);

  // The winner, and one that was begun twice, are what they would have been alone.
  for (const run of [sweep.best!.run!, again[0]!]) {
    const { spec, numerics } = library.document(run);
    expect(numerics?.threads).toBe(1);
    const file = join(shared, 'alone.json');
    await writeFile(file, JSON.stringify({ ...spec, name: 'alone' }));
    const folder = await trainedOnOneThread(terminal, [file]);
    expect(await outcomeOf(library.folder(run))).toEqual(await outcomeOf(folder));
  }
  const opened = await terminal.run(['eval', sweep.best!.run!]);
  expect(opened.code, opened.stderr).toBe(0);
});
