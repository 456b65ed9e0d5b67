import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { QuickReads } from '../../../../../src-main/engine/data/pictures/quick-reads';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quick-reads-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('reads small files, leaves large ones, and says what is not there', async () => {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 251);
  await writeFile(small, bytes);
  await writeFile(large, new Uint8Array(200_000));
  const quick = new QuickReads();
  expect(quick.read(small)?.bytes).toEqual(bytes);
  expect(quick.read(large)).toBeUndefined();
  expect(() => quick.read(join(folder, 'none'))).toThrow(/ENOENT/);
});

it('leaves files to others while the disk is slow, and looks again after a while', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'x');
  let clock = 0;
  let step = 10;
  vi.spyOn(performance, 'now').mockImplementation(() => (clock += step));
  const quick = new QuickReads();
  const isRead = () => quick.read(path) !== undefined;
  const slow = Array.from({ length: 20 }, isRead);
  expect(slow[0]).toBe(true);
  expect(slow.slice(-5)).toEqual([false, false, false, false, false]);
  step = 0.01;
  const later = Array.from({ length: 400 }, isRead);
  expect(later.slice(-100).every(Boolean)).toBe(true);
});
