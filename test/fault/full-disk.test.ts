import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { Terminal, type Started } from '../terminal';

/** A disk of its own; only root may make one. */
const disk = mkdtempSync(join(tmpdir(), 'trainyard-disk-'));
const library = join(disk, 'library');
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', disk]).status === 0;

/** What else is on the disk: space for three checkpoints is left. */
const ballast = join(disk, 'ballast');
function fillUp(): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 8e6));
}
const makeSpace = () => rmSync(ballast, { force: true });

afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const SETTINGS = ['epochs=2', 'checkpoint.everySteps=40', 'test.atEnd=false'];
const TRAIN = ['train', 'mlp', ...SETTINGS.flatMap((setting) => ['--set', setting])];
const whenFull = (what: string) => [...TRAIN, '--set', `checkpoint.onDiskFull=${what}`];

const runFolder = () => {
  const [run] = readdirSync(join(library, 'runs'));
  return join(library, 'runs', run!);
};
/** No checkpoint is torn, and nothing half made is left. */
async function expectNothingTorn(terminal: Terminal): Promise<void> {
  const checkpoints = (await terminal.run(['checkpoints', 'last'])).lines as { problem?: string }[];
  expect(checkpoints.length).toBeGreaterThan(0);
  expect(checkpoints.filter(({ problem }) => problem !== '')).toEqual([]);
  const folders = readdirSync(join(runFolder(), 'checkpoints'));
  expect(folders.filter((name) => name.startsWith('.'))).toEqual([]);
}
const stepNow = async (terminal: Terminal): Promise<number> => {
  const [run] = (await terminal.run(['show', 'last'])).lines as unknown as { progress: { step: number } }[];
  return run!.progress.step;
};
/** Starts a run, and then fills the disk: one that would not fit is not started at all. */
async function startAndFill(terminal: Terminal, onDiskFull: string): Promise<Started> {
  const started = terminal.start(whenFull(onDiskFull));
  await started.line(({ event }) => event === 'queued');
  fillUp();
  return started;
}
const isFull = (started: Started) =>
  started.line(({ event, text }) => event === 'warning' && String(text).includes('The disk is full'));

describe.skipIf(!mounted)('a disk that fills up while a run saves checkpoints', () => {
  let whole: string[];
  beforeAll(async () => {
    const terminal = await Terminal.open(library);
    const trained = await terminal.run(TRAIN);
    expect(trained.code, trained.stderr).toBe(0);
    whole = lastCheckpointHashes(runFolder());
    // The test part is drawn while a run trains already: evaluating waits for it, so that it takes no space later.
    const evaluated = await terminal.run(['eval', 'last']);
    expect(evaluated.code, evaluated.stderr).toBe(0);
  });
  // The dataset stays.
  beforeEach(() => {
    makeSpace();
    rmSync(join(library, 'runs'), { recursive: true, force: true });
  });

  it('ends the run with one sentence where that was chosen, and it goes on when there is space', async () => {
    const terminal = await Terminal.open(library);
    const full = await (await startAndFill(terminal, 'stop')).ended;
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/disk is full|No space is left/);
    await expectNothingTorn(terminal);
    makeSpace();
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(lastCheckpointHashes(runFolder())).toEqual(whole);
  });

  it('has training wait, and go on by itself when there is space', async () => {
    const terminal = await Terminal.open(library);
    const waiting = await startAndFill(terminal, 'pause');
    await isFull(waiting);
    await sleep(1500);
    const step = await stepNow(terminal);
    await sleep(500);
    expect(await stepNow(terminal)).toBe(step);
    makeSpace();
    const { code, stderr } = await waiting.ended;
    expect(code, stderr).toBe(0);
    await expectNothingTorn(terminal);
    expect(lastCheckpointHashes(runFolder())).toEqual(whole);
  });

  it('leaves training alone where that was chosen, and saves the newest when there is space', async () => {
    const terminal = await Terminal.open(library);
    const trainsOn = await startAndFill(terminal, 'go-on');
    await isFull(trainsOn);
    const step = await stepNow(terminal);
    await trainsOn.line(({ event }) => event === 'epoch');
    expect(await stepNow(terminal)).toBeGreaterThan(step);
    makeSpace();
    const { code, stderr } = await trainsOn.ended;
    expect(code, stderr).toBe(0);
    await expectNothingTorn(terminal);
    const [run] = (await terminal.run(['show', 'last'])).lines as unknown as { events: { text: string }[] }[];
    expect(run!.events.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('There is space on the disk again'),
    );
  });

  it('is named before a run starts that will not fit', async () => {
    const terminal = await Terminal.open(library);
    fillUp();
    const refused = await terminal.run(TRAIN);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /23 checkpoints take about 56\.\d MB, but the disk of the library has \d\.\d MB free/,
    );
    expect(readdirSync(join(library, 'runs'))).toEqual([]);
  });

  it('can be stopped while it waits: what was saved before is kept', async () => {
    const terminal = await Terminal.open(library);
    const waiting = await startAndFill(terminal, 'pause');
    await isFull(waiting);
    waiting.process.kill('SIGINT');
    const { code } = await waiting.ended;
    expect(code).toBe(1);
    await expectNothingTorn(terminal);
    makeSpace();
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(lastCheckpointHashes(runFolder())).toEqual(whole);
  });
});
