import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../../src-main/engine/checkpoint/safetensors';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
const out = mkdtempSync(join(tmpdir(), 'exports-'));
/** A disk of its own; only root may make one. */
const disk = mkdtempSync(join(tmpdir(), 'trainyard-disk-'));
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status === 0;

const exported = (...args: string[]) => terminal.run(['export', 'last', ...args]);

beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  const data = await onSmallDataset(terminal);
  const trained = await terminal.run(['train', 'mlp', ...data, '--set', 'ema=0.9', '--set', 'stop.steps=8']);
  expect(trained.code, trained.stderr).toBe(0);
});
afterAll(async () => {
  await terminal.close();
  if (mounted) spawnSync('umount', [disk]);
  for (const folder of [out, disk]) rmSync(folder, { recursive: true, force: true });
});

describe('an export', () => {
  it('gives our answers: ONNX Runtime says so of the file that is written', async () => {
    const to = join(out, 'onnx');
    const { code, lines, stderr } = await exported('--format', 'onnx', '--to', to);
    expect(code, stderr).toBe(0);
    const done = lines.find(({ event }) => event === 'done')!;
    expect(done['path']).toBe(to);
    const check = done['check'] as { difference: number; samples: number; from: string; by: string };
    expect(check.difference).toBeLessThanOrEqual(1e-5);
    expect(check.samples).toBeGreaterThanOrEqual(64);
    expect(check.from).toBe('the test part of Small');
    expect(check.by).toContain('ONNX Runtime');
    expect(readdirSync(to).sort()).toEqual(['README.md', 'model.onnx', 'preparation.json']);
  });

  it('has the averaged weights, which evaluations use too', async () => {
    const to = join(out, 'weights.safetensors');
    const { code, stderr } = await exported('--format', 'safetensors', '--to', to);
    expect(code, stderr).toBe(0);
    const [run] = readdirSync(join(terminal.library, 'runs'));
    const checkpoints = join(terminal.library, 'runs', run!, 'checkpoints');
    const [checkpoint] = readdirSync(checkpoints);
    const kept = decodeSafetensors(readFileSync(join(checkpoints, checkpoint!, 'model.safetensors')));
    for (const { name, values } of decodeSafetensors(readFileSync(to))) {
      expect(values).toEqual(kept.find((array) => array.name === `ema.${name}`)?.values);
    }
  });

  it.each([
    ['a place under a file', ['--to', '/etc/hosts/model'], 1, 'a part of its path is a file'],
    ['another format’s ending', ['--to', join(out, 'a.safetensors')], 2, 'ends as a file of safetensors'],
    ['a step without a checkpoint', ['--to', join(out, 'x'), '--checkpoint', '77'], 2, 'must name best'],
  ])('refuses %s in one sentence', async (_, args, expected, words) => {
    const before = readdirSync(out);
    const { code, stderr } = await exported('--format', 'onnx', ...args);
    expect(code).toBe(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words);
    expect(readdirSync(out)).toEqual(before);
  });

  it('leaves what is there alone, until it is told --force', async () => {
    const to = join(out, 'twice.onnx');
    writeFileSync(to, 'precious');
    const refused = await exported('--format', 'onnx', '--to', to);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is there already');
    expect(readFileSync(to, 'utf8')).toBe('precious');
    expect((await exported('--format', 'onnx', '--to', to, '--force')).code).toBe(0);
    expect(readFileSync(to).length).toBeGreaterThan(1000);
  });

  it.skipIf(!mounted)('on a full disk leaves nothing behind', async () => {
    const { code, stderr } = await exported('--format', 'onnx', '--to', join(disk, 'model'));
    expect(code).toBe(1);
    expect(stderr).toContain('the disk is full');
    expect(readdirSync(disk)).toEqual([]);
  });

  it('of a damaged checkpoint, or of a run without any, is refused by its name', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'exports-damaged-'));
    const damaged = await Terminal.open(copy);
    try {
      cpSync(terminal.library, copy, { recursive: true });
      const [run] = readdirSync(join(copy, 'runs'));
      const checkpoints = join(copy, 'runs', run!, 'checkpoints');
      const folders = readdirSync(checkpoints);
      for (const folder of folders) {
        const path = join(checkpoints, folder, 'model.safetensors');
        const bytes = readFileSync(path);
        bytes[bytes.length - 5]! ^= 1;
        writeFileSync(path, bytes);
      }
      const ask = () => damaged.run(['export', 'last', '--format', 'onnx', '--to', join(out, 'damaged')]);
      const flipped = await ask();
      expect(flipped.code).toBe(1);
      expect(flipped.stderr).toContain('SHA-256 does not hold');
      for (const folder of folders) truncateSync(join(checkpoints, folder, 'model.safetensors'), 100);
      const cut = await ask();
      expect(cut.code).toBe(2);
      expect(cut.stderr).toContain('damaged');
      rmSync(checkpoints, { recursive: true });
      const none = await ask();
      expect(none.code).toBe(2);
      expect(none.stderr).toContain('has no checkpoint yet');
      expect(readdirSync(out)).not.toContain('damaged');
    } finally {
      await damaged.close();
    }
  });
});
