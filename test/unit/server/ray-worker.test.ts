import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RAY_FILES, type RayJob } from '@shared/contract/ray-job';
import { runSpecSchema } from '@shared/spec/run-spec';
import { WorkerFault, workOnRayJob } from '../../../src-main/server/ray-worker';
import type { EngineProcess } from '../../../src-main/studio/engine-process';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});

/** What an engine is told, and a way to have it speak. */
class ScriptedEngine implements EngineProcess {
  readonly pid = 1;
  readonly told: unknown[] = [];
  isKilled = false;
  say: (message: unknown) => void = () => {};
  #exit: (exit: { code: number | null; reason: string }) => void = () => {};

  send(message: unknown): void {
    this.told.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.say = listener;
    queueMicrotask(() => listener({ type: 'ready' }));
  }
  onExit(listener: (exit: { code: number | null; reason: string }) => void): void {
    this.#exit = listener;
  }
  stderrTail(): string {
    return 'what it wrote last';
  }
  kill(): void {
    this.isKilled = true;
  }
  die(): void {
    this.#exit({ code: null, reason: 'it was killed (SIGKILL)' });
  }
}

let shared: string;
let folder: string;
let engine: ScriptedEngine;
beforeEach(async () => {
  shared = await mkdtemp(join(tmpdir(), 'trainyard-worker-'));
  folder = join(shared, 'runs', 'r', '1-a');
  engine = new ScriptedEngine();
  await mkdir(folder, { recursive: true });
  await mkdir(join(shared, 'datasets', 'd'), { recursive: true });
  await writeFile(join(shared, 'datasets', 'd', 'dataset.json'), '{}');
});
afterEach(() => rm(shared, { recursive: true, force: true }));

const job: RayJob = {
  version: 1,
  appVersion: '1.2.3',
  env: { OMP_NUM_THREADS: '3' },
  job: {
    type: 'train',
    run: '20261124-100000-aaaa',
    runFolder: 'run',
    generation: 1,
    spec,
    datasetFolder: '../../../datasets/d',
    compute: { backend: 'cpu', threads: 3, oneDnn: true, precision: 'float32' },
    begin: {
      checkpointFolder: 'run/checkpoints/0002-20',
      mode: 'continue',
      fit: 'exact',
      isOwn: true,
      older: ['run/checkpoints/0001-10'],
    },
  },
  data: [{ name: 'dataset.json', bytes: 2, sha256: '' }],
};
const give = (its: object) => writeFile(join(folder, RAY_FILES.job), JSON.stringify(its));
const work = (env: (env: Record<string, string>) => void = () => {}) =>
  workOnRayJob(folder, {
    spawn: (given) => {
      env(given);
      return engine;
    },
    appVersion: '1.2.3',
    leave: new AbortController().signal,
    listenMs: 5,
  });
const lines = async () =>
  (await readFile(join(folder, RAY_FILES.reports), 'utf8'))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('a node of a cluster', () => {
  it('has its own engine do what lies in the folder, and writes down what that says', async () => {
    await give(job);
    let env: Record<string, string> = {};
    const over = work((given) => (env = given));
    await expect.poll(() => engine.told.length).toBe(1);
    expect(env).toEqual({ OMP_NUM_THREADS: '3' });
    expect(engine.told[0]).toMatchObject({
      type: 'start',
      job: {
        runFolder: join(folder, 'run'),
        datasetFolder: join(shared, 'datasets', 'd'),
        begin: {
          checkpointFolder: join(folder, 'run/checkpoints/0002-20'),
          older: [join(folder, 'run/checkpoints/0001-10')],
        },
      },
    });
    await appendFile(
      join(folder, RAY_FILES.commands),
      '{"type":"command","command":{"type":"stop"}}\n{"torn',
    );
    await expect.poll(() => engine.told.at(-1)).toEqual({ type: 'stop' });
    engine.say({ type: 'recorded' });
    engine.say({ type: 'done', result: { type: 'train', ended: 'stopped', why: null } });
    await over;
    expect(await lines()).toMatchObject([
      { type: 'begun', node: hostname() },
      { type: 'report', report: { type: 'recorded' } },
      { type: 'report', report: { type: 'done' } },
    ]);
    expect(engine.isKilled).toBe(true);
  });

  it('tells how its engine died', async () => {
    await give(job);
    const over = work();
    await expect.poll(() => engine.told.length).toBe(1);
    engine.die();
    await over;
    expect((await lines()).at(-1)).toEqual({
      type: 'exit',
      reason: `it was killed (SIGKILL) on ${hostname()}`,
      stderr: 'what it wrote last',
    });
  });

  it('ends when it is told so, and when its folder is gone', async () => {
    await give(job);
    const told = work();
    await appendFile(join(folder, RAY_FILES.commands), '{"type":"end"}\n');
    await told;
    expect(engine.isKilled).toBe(true);
    engine = new ScriptedEngine();
    await rm(join(folder, RAY_FILES.commands));
    const left = work();
    await expect.poll(() => engine.told.length).toBe(1);
    await rm(folder, { recursive: true });
    await left;
    expect(engine.isKilled).toBe(true);
  });

  it('refuses in a sentence what it cannot do', async () => {
    await expect(work()).rejects.toThrow(/cannot read .*job\.json \(ENOENT\): check that the shared folder/);
    await give({ ...job, appVersion: '2.0.0' });
    await expect(work()).rejects.toThrow(/has Trainyard 1\.2\.3, and the run was sent by 2\.0\.0/);
    await give({ ...job, job: { type: 'train' } });
    await expect(work()).rejects.toThrow(WorkerFault);
    await give({ ...job, data: [{ name: 'dataset.json', bytes: 3, sha256: '' }] });
    await expect(work()).rejects.toThrow(/does not see .*dataset\.json as it was shared/);
    expect(engine.told).toEqual([]);
  });
});
