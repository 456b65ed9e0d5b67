import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Terminal } from '../terminal';

/** A disk of its own that holds the digits and a few checkpoints; only root may make one. */
const disk = mkdtempSync(join(tmpdir(), 'trainyard-disk-'));
const mount = (...options: string[]) => spawnSync('mount', [...options, disk]).status === 0;
const mounted = process.platform === 'linux' && mount('-t', 'tmpfs', '-o', 'size=70m', 'tmpfs');

afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!mounted)('a disk that fills up while a run saves checkpoints', () => {
  it('ends the run with one sentence and nothing torn, and it goes on when there is space', async () => {
    const terminal = await Terminal.open(join(disk, 'library'));
    const settings = ['--set', 'epochs=2', '--set', 'checkpoint.everySteps=40'];
    const full = await terminal.run(['train', 'mlp', ...settings]);
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/disk is full|No space is left/);
    const checkpoints = (await terminal.run(['checkpoints', 'last'])).lines as { problem?: string }[];
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(checkpoints.filter(({ problem }) => problem !== '')).toEqual([]);
    const [run] = readdirSync(join(disk, 'library', 'runs'));
    const folders = readdirSync(join(disk, 'library', 'runs', run!, 'checkpoints'));
    expect(folders.filter((name) => name.startsWith('.'))).toEqual([]);

    expect(mount('-o', 'remount,size=400m')).toBe(true);
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
  });
});
