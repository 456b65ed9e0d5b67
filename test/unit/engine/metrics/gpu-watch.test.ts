import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { GpuWatch, parseGpuLine } from '../../../../src-main/engine/metrics/gpu-watch';

it('reads what the driver’s tool says, and what it does not say', () => {
  expect(parseGpuLine('87, 4096, 61')).toEqual({ busy: 0.87, memory: 4096 * 2 ** 20, temperature: 61 });
  expect(parseGpuLine('[N/A], 4096, [N/A]')).toEqual({
    busy: null,
    memory: 4096 * 2 ** 20,
    temperature: null,
  });
  expect(parseGpuLine('[N/A], [N/A], [N/A]')).toBeUndefined();
  expect(parseGpuLine('No devices were found')).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (line) => {
      const use = parseGpuLine(line);
      expect(use?.busy ?? 0).toBeLessThanOrEqual(1);
    }),
  );
});

it.skipIf(process.platform === 'win32')('tells of the time since it was asked last', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-watch-'));
  const tool = join(folder, 'nvidia-smi');
  // Stands for the driver's tool, which only a machine with such a card has; it prints which card it was asked about.
  await writeFile(tool, '#!/bin/sh\nprintf "40, 100, 50\\n60, 300, %s\\n" "${1#--id=}"\nexec sleep 60\n');
  await chmod(tool, 0o755);
  const watch = new GpuWatch({ PATH: `${folder}:/usr/bin:/bin`, CUDA_VISIBLE_DEVICES: '55,3' });
  try {
    const use = await vi.waitUntil(() => watch.take(), { timeout: 20_000 });
    expect(use).toEqual({ busy: 0.5, memory: 300 * 2 ** 20, temperature: 55 });
    expect(watch.take()).toBeNull();
  } finally {
    watch.close();
    await rm(folder, { recursive: true });
  }
});

it('knows nothing where the tool is missing', async () => {
  const watch = new GpuWatch({ PATH: '' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(watch.take()).toBeNull();
  watch.close();
});
