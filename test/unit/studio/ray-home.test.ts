import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RAY_FILES, type WorkerLine } from '@shared/contract/ray-job';
import type { EngineReport } from '@shared/contract/engine';
import type { TrainJob } from '@shared/contract/engine-job';
import type { RayPlace } from '@shared/contract/place';
import { RayEngine } from '../../../src-main/studio/ray/ray-engine';
import { RayJobs } from '../../../src-main/studio/ray/ray-jobs';
import { DatasetSharing } from '../../../src-main/studio/ray/share-dataset';
import { SharedLayout, startOf } from '../../../src-main/studio/ray/shared-layout';
import { markGoneOn, takeUpEarlier } from '../../../src-main/studio/ray/take-up';
import { saveCheckpoint } from '../../saved-checkpoint';
import { makeUnreadable } from '../../unreadable';
import { runDocument } from './run-document';

const RUN = '20261124-100000-aaaa';

/** A cluster that takes every job, and has each run for ever. */
class TakesAll extends RayJobs {
  override submit = async () => {};
  override stop = async () => {};
  override state = async () => ({ status: 'RUNNING' as const, message: '', errorType: '', exitCode: null });
}
class SharesNothing extends DatasetSharing {
  override share = async () => ({ folder: 'none', files: [] });
}

let root: string;
let runFolder: string;
let place: RayPlace;
const jobs = new TakesAll('http://127.0.0.1:1');
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-home-'));
  runFolder = join(root, 'library', RUN);
  await mkdir(runFolder, { recursive: true });
  await writeFile(join(runFolder, 'run.json'), '{}');
  place = {
    type: 'ray',
    address: 'http://127.0.0.1:1',
    shared: join(root, 'shared'),
    cpus: 1,
    gpus: 0,
    atOnce: 1,
    command: 'trainyard',
  };
});
afterEach(() => rm(root, { recursive: true }));

const startFolder = (generation: number) =>
  new SharedLayout(place).startFolder(RUN, startOf(runFolder, generation));
const checkpointsThere = (generation: number) => join(startFolder(generation), RAY_FILES.run, 'checkpoints');
const isHere = (id: string) => existsSync(join(runFolder, 'checkpoints', id));
const cutOff = (checkpoint: string) => truncate(join(checkpoint, 'model.safetensors'), 20);

describe('what an earlier start came to', () => {
  const takeUp = () => takeUpEarlier(place, jobs, RUN, runFolder, 1);

  it('is brought here, and is there no longer', async () => {
    await saveCheckpoint(checkpointsThere(1), '0001-10');
    expect(await takeUp()).toBe('');
    expect(isHere('0001-10')).toBe(true);
    expect(existsSync(startFolder(1))).toBe(false);
  });

  it('stays there while it cannot be brought, and comes with the next start', async () => {
    const checkpoint = await saveCheckpoint(checkpointsThere(1), '0001-10');
    const weights = join(checkpoint, 'model.safetensors');
    const whole = await readFile(weights);
    // As a network file system shows what another machine has just written: not all of it yet.
    await cutOff(checkpoint);
    expect(await takeUp()).toContain(`${startFolder(1)} (checkpoint 0001-10: Its SHA-256 does not hold`);
    expect(existsSync(weights)).toBe(true);
    await writeFile(weights, whole);
    expect(await takeUp()).toBe('');
    expect(isHere('0001-10')).toBe(true);
    expect(existsSync(startFolder(1))).toBe(false);
  });

  it.each([
    ['its checkpoints', () => checkpointsThere(1)],
    ['the starts', () => new SharedLayout(place).startsOf(RUN)],
  ])('stays there where %s cannot be listed, and nothing is begun', async (_, path) => {
    await saveCheckpoint(checkpointsThere(1), '0001-10');
    const putBack = await makeUnreadable(path());
    await expect(takeUp()).rejects.toThrow(new SharedLayout(place).startsOf(RUN));
    await putBack();
    expect(await takeUp()).toBe('');
    expect(isHere('0001-10')).toBe(true);
  });

  it('stays there beside a newer start until the run is past it', async () => {
    const checkpoint = await saveCheckpoint(checkpointsThere(1), '0003-30');
    await cutOff(checkpoint);
    await saveCheckpoint(checkpointsThere(2), '0002-20');
    expect(await takeUp()).toContain(startFolder(1));
    expect(existsSync(startFolder(2))).toBe(false);
    await saveCheckpoint(checkpointsThere(3), '0003-40');
    expect(await takeUp()).toBe('');
    expect(existsSync(startFolder(1))).toBe(false);
  });
});

describe('what an earlier start came to, in part', () => {
  const takeUp = () => takeUpEarlier(place, jobs, RUN, runFolder, 1);

  it('is brought with the next start where an older checkpoint could not be', async () => {
    const checkpoint = await saveCheckpoint(checkpointsThere(1), '0001-10');
    const weights = join(checkpoint, 'model.safetensors');
    const whole = await readFile(weights);
    await cutOff(checkpoint);
    await saveCheckpoint(checkpointsThere(1), '0002-20');
    expect(await takeUp()).toContain('checkpoint 0001-10');
    expect(isHere('0002-20')).toBe(true);
    expect(await takeUp()).toContain('checkpoint 0001-10');
    expect(existsSync(startFolder(1))).toBe(true);
    // What was removed here since stays gone.
    await rm(join(runFolder, 'checkpoints', '0002-20'), { recursive: true });
    await writeFile(weights, whole);
    expect(await takeUp()).toBe('');
    expect(isHere('0001-10')).toBe(true);
    expect(isHere('0002-20')).toBe(false);
    expect(existsSync(startFolder(1))).toBe(false);
  });

  it('does not take the place of what the run came to without it', async () => {
    const checkpoint = await saveCheckpoint(checkpointsThere(1), '0001-10');
    const weights = join(checkpoint, 'model.safetensors');
    const whole = await readFile(weights);
    await cutOff(checkpoint);
    await saveCheckpoint(checkpointsThere(1), '0002-20');
    const metrics = join(startFolder(1), RAY_FILES.run, 'metrics');
    await mkdir(metrics);
    await writeFile(join(metrics, 'steps.log'), '1|2|');
    expect(await takeUp()).toContain('checkpoint 0001-10');
    // Another start goes on from there, and all that it comes to is brought.
    await markGoneOn(place, { run: RUN, runFolder, generation: 2 }, '0002-20');
    const log = join(runFolder, 'metrics', 'steps.log');
    await writeFile(log, '1|2|3|4|');
    await saveCheckpoint(join(runFolder, 'checkpoints'), '0004-40');
    expect(await takeUp()).toContain('checkpoint 0001-10');
    expect(await readFile(log, 'utf8')).toBe('1|2|3|4|');
    await writeFile(weights, whole);
    expect(await takeUp()).toBe('');
    expect(isHere('0001-10')).toBe(true);
    expect(await readFile(log, 'utf8')).toBe('1|2|3|4|');
    expect(existsSync(startFolder(1))).toBe(false);
  });
});

describe('what a run came to when it ends in a cluster', () => {
  /** Has a run train there to its end, once its node has written what it came to. */
  async function ended(came: () => Promise<unknown>): Promise<{ heard: EngineReport[]; exit: string }> {
    const engine = new RayEngine(
      { place, jobs, sharing: new SharesNothing(), appVersion: '9', delays: { look: 5, retry: 1 } },
      {},
    );
    const heard: EngineReport[] = [];
    engine.onMessage((message) => heard.push(message as EngineReport));
    const exit = new Promise<string>((resolve) => engine.onExit(({ reason }) => resolve(reason)));
    const { spec } = runDocument({ id: RUN, state: 'running' });
    const compute = { backend: 'cpu', threads: 1, oneDnn: true, precision: 'float32' } as const;
    const job: TrainJob = {
      type: 'train',
      run: RUN,
      runFolder,
      generation: 1,
      spec,
      datasetFolder: 'none',
      compute,
      begin: null,
    };
    engine.send({ type: 'start', job });
    await expect.poll(() => existsSync(startFolder(1))).toBe(true);
    await came();
    const done: EngineReport = { type: 'done', result: { type: 'train', ended: 'completed', why: null } };
    const line: WorkerLine = { type: 'report', report: done };
    await appendFile(join(startFolder(1), RAY_FILES.reports), `${JSON.stringify(line)}\n`);
    return { exit: await exit, heard };
  }
  const textsOf = (heard: readonly EngineReport[]) =>
    heard.flatMap((report) => (report.type === 'event' ? [report.event.text] : []));

  it('is here before that is told, and is there no longer', async () => {
    const { heard } = await ended(() => saveCheckpoint(checkpointsThere(1), '0001-10'));
    expect(heard.at(-1)?.type).toBe('done');
    expect(isHere('0001-10')).toBe(true);
    expect(existsSync(startFolder(1))).toBe(false);
  });

  it('is from then on not what an earlier start left there', async () => {
    await saveCheckpoint(checkpointsThere(0), '0001-10');
    await ended(() => saveCheckpoint(checkpointsThere(1), '0001-10'));
    expect(JSON.parse(await readFile(join(startFolder(0), RAY_FILES.goneOn), 'utf8'))).toEqual({
      from: null,
    });
  });

  it.each([
    ['is cut off', async () => cutOff(await saveCheckpoint(checkpointsThere(1), '0001-10')), /SHA-256/],
    [
      'cannot be listed',
      async () => {
        await saveCheckpoint(checkpointsThere(1), '0001-10');
        await makeUnreadable(checkpointsThere(1));
      },
      /link that leads back/,
    ],
  ])('stays there where it %s, and the run is not called completed', async (_, came, why) => {
    const { heard, exit } = await ended(came);
    expect(heard.some(({ type }) => type === 'done')).toBe(false);
    expect(exit).toMatch(/not all that it came to in the Ray cluster could be brought here/);
    const [text, ...others] = textsOf(heard);
    expect(others).toEqual([]);
    expect(text).toMatch(why);
    expect(text).toContain(startFolder(1));
    expect(existsSync(startFolder(1))).toBe(true);
  });
});
