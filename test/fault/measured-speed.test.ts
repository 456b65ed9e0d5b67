import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDocumentSchema } from '@shared/contract/run';
import { machineSpeedSchema, type MachineSpeed } from '@shared/contract/speed';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { importSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { nativeReady } from '../unit/engine/native-ready';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
  await importSmallDataset(terminal);
});
afterEach(() => terminal.close());

const PROBE = ['probe', '--kind', 'dense'];
const TRAIN = ['train', 'mlp', '--set', 'epochs=2', '--set', 'test.atEnd=false'];
/** Where a run only has to be there. */
const ON_SMALL = ['--data', 'small'];

const speedFile = () => {
  const folder = join(terminal.library, 'machines');
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
};
const speedOnDisk = (): MachineSpeed =>
  machineSpeedSchema.parse(JSON.parse(readFileSync(speedFile(), 'utf8')));

/** As if one thread without oneDNN had been measured to be ten times as fast as anything else. */
function pretend(): void {
  const speed = speedOnDisk();
  const kinds = speed.kinds.map(({ kind, timings }) => ({
    kind,
    timings: timings.map((timing) => ({
      ...timing,
      milliseconds: timing.milliseconds.map(() => (timing.threads === 1 && !timing.oneDnn ? 1 : 10)),
    })),
  }));
  writeFileSync(speedFile(), JSON.stringify({ ...speed, kinds }));
}

const folderOf = (lines: { event?: string; folder?: unknown }[]): string =>
  String(lines.find(({ event }) => event === 'done')?.folder);
const documentOf = (folder: string) =>
  runDocumentSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));

async function train(...more: string[]): Promise<string> {
  const { code, stderr, lines } = await terminal.run([...TRAIN, ...more]);
  expect(code, stderr).toBe(0);
  return folderOf(lines);
}

describe.skipIf(!nativeReady)('measuring this machine', () => {
  it('times each setting in rounds, keeps it, and settles new runs by it, not those that exist', async () => {
    const before = documentOf(await train(...ON_SMALL));
    const { code, stderr, lines } = await terminal.run(PROBE);
    expect(code, stderr).toBe(0);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'speed', kind: 'dense' }));

    const [dense, ...rest] = speedOnDisk().kinds;
    expect(rest).toEqual([]);
    const usual = { threads: before.numerics!.threads, oneDnn: true };
    expect(dense!.timings).toContainEqual(expect.objectContaining({ ...usual, precision: 'float32' }));
    expect(dense!.timings).toContainEqual(expect.objectContaining({ threads: 1, oneDnn: false }));
    const rounds = dense!.timings.map(({ milliseconds }) => milliseconds.length);
    expect(new Set(rounds).size).toBe(1);
    expect(rounds[0]).toBeGreaterThanOrEqual(3);

    pretend();
    const first = await train('--seed', '3');
    const numerics = { ...before.numerics, threads: 1, oneDnn: false };
    expect(documentOf(first).numerics).toEqual(numerics);
    expect(readFileSync(join(first, 'events.jsonl'), 'utf8')).toContain('1 thread, without oneDNN');
    expect(documentOf(join(terminal.library, 'runs', before.id)).numerics).toEqual(before.numerics);

    // Another kind of model was not measured, so it is computed as ever.
    const cnn = terminal.start(['train', 'cnn', ...ON_SMALL]);
    await cnn.line(({ event }) => event === 'queued');
    cnn.process.kill('SIGINT');
    await cnn.ended;
    const ids = readdirSync(join(terminal.library, 'runs')).sort();
    expect(documentOf(join(terminal.library, 'runs', ids.at(-1)!)).numerics).toEqual(before.numerics);

    // What is measured later changes nothing for a run that was queued before.
    const killed = terminal.start([...TRAIN, '--seed', '3']);
    await killed.line(({ event }) => event === 'epoch');
    for (const pid of childrenOf(killed.process.pid!)) process.kill(pid, 'SIGKILL');
    await killed.ended;
    const speed = speedOnDisk();
    writeFileSync(speedFile(), JSON.stringify({ ...speed, kinds: [] }));
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(documentOf(folderOf(resumed.lines)).numerics).toEqual(numerics);
    expect(lastCheckpointHashes(folderOf(resumed.lines))).toEqual(lastCheckpointHashes(first));
  });

  it('is refused while a run trains', async () => {
    const run = terminal.start(['train', 'cnn', ...ON_SMALL]);
    await run.line(({ event }) => event === 'queued');
    const { code, stderr } = await terminal.run(PROBE);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^A run is under way, .*\n$/);
    run.process.kill('SIGINT');
    await run.ended;
  });

  it('ends when a run is started meanwhile, which then has the machine for itself', async () => {
    const measuring = terminal.start(['probe']);
    while (childrenOf(measuring.process.pid!).length < 2) await sleep(20);
    const { code, stderr } = await terminal.run([...TRAIN, ...ON_SMALL]);
    expect(code, stderr).toBe(0);
    const end = await measuring.ended;
    expect(end.code).not.toBe(0);
    expect(end.stderr).toContain('A run was started');
    expect(readdirSync(terminal.library)).not.toContain('machines');
  });
});
