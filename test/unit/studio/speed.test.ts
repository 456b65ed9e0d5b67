import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KindSpeed, Machine } from '@shared/contract/speed';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { settingsToMeasure } from '../../../src-main/studio/speed/candidates';
import { readSpeed, writeSpeed } from '../../../src-main/studio/speed/speed-file';

const MUCH = 64e9;

describe('the settings to measure', () => {
  it('are the usual one first, then fewer threads, then all of them without oneDNN', () => {
    expect(settingsToMeasure(16, MUCH)).toEqual([
      ...[16, 8, 1, 4].map((threads) => ({ threads, oneDnn: true })),
      ...[16, 8, 1, 4].map((threads) => ({ threads, oneDnn: false })),
    ]);
  });

  it.each([
    [1, 2],
    [2, 4],
    [3, 4],
    [4, 6],
    [64, 8],
  ])('of a machine with %d threads are %d, each once', (threads, count) => {
    const settings = settingsToMeasure(threads, MUCH);
    expect(new Set(settings.map((setting) => JSON.stringify(setting))).size).toBe(count);
    expect(settings).toHaveLength(count);
  });

  it('are fewer where there is little memory, but two at least', () => {
    expect(settingsToMeasure(16, 12e9)).toHaveLength(4);
    expect(settingsToMeasure(16, 1e9)).toEqual([
      { threads: 16, oneDnn: true },
      { threads: 8, oneDnn: true },
    ]);
  });
});

describe('what was measured is kept for each machine', () => {
  let library: Library;
  beforeEach(async () => {
    library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-library-')));
  });
  afterEach(() => rm(library.folder, { recursive: true, force: true }));

  const machine: Machine = { processor: 'One', architecture: 'x64', threads: 2, libraryVersion: '2.21.0' };
  const measured = (kind: KindSpeed['kind'], milliseconds: number): KindSpeed => ({
    kind,
    timings: [{ threads: 2, oneDnn: true, precision: 'float32', milliseconds: [milliseconds] }],
  });

  it('and is unknown on others, and with another library', async () => {
    expect(await readSpeed(library, machine)).toBeNull();
    await writeSpeed(library, machine, [measured('dense', 1)]);
    expect(await readSpeed(library, machine)).toMatchObject({ machine, kinds: [measured('dense', 1)] });
    for (const change of [{ processor: 'Two' }, { threads: 4 }, { libraryVersion: '2.22.0' }]) {
      expect(await readSpeed(library, { ...machine, ...change })).toBeNull();
    }
  });

  it('and each kind is replaced by itself', async () => {
    await writeSpeed(library, machine, [measured('dense', 1), measured('residual', 2)]);
    await writeSpeed(library, machine, [measured('dense', 3)]);
    const speed = await readSpeed(library, machine);
    expect(speed?.kinds).toEqual([measured('dense', 3), measured('residual', 2)]);
  });

  it('and a damaged file counts for nothing', async () => {
    await writeSpeed(library, machine, [measured('dense', 1)]);
    const [name] = await readdir(library.machines);
    await writeFile(join(library.machines, name!), '{"version":1,"kinds":[');
    expect(await readSpeed(library, machine)).toBeNull();
  });
});
