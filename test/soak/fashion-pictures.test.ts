import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FASHION_MNIST_FINGERPRINT } from '@shared/data/catalog';
import {
  fashionFolder,
  fashionPart,
  writeFashionPictures,
} from '../unit/engine/data/pictures/fashion-pictures';
import { importFrom } from '../unit/engine/data/pictures/picture-samples';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';

it.skipIf(fashionFolder === undefined || isShort)('all of Fashion-MNIST as 70,000 PNG files', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fashion-pictures-'));
  try {
    const folder = join(root, 'pictures');
    for (const [part, count] of [
      ['train', 60_000],
      ['test', 10_000],
    ] as const) {
      await writeFashionPictures(folder, part, await fashionPart(part, count));
    }
    const began = performance.now();
    const cpuBefore = process.cpuUsage();
    let most = 0;
    const { document, report } = await importFrom(folder, join(root, 'datasets'), {
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().rss);
      },
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const cpu = process.cpuUsage(cpuBefore);
    const busy = ((cpu.user + cpu.system) / 1e6).toFixed(1);
    const doubts = report.doubts.map(({ kind, count }) => `${count} ${kind}`).join(', ');
    console.log(
      `70,000 PNG files in ${seconds} s (${busy} s of processors), at most ${Math.round(most / 1e6)} MB; ${doubts}`,
    );
    expect(document.fingerprint).toBe(FASHION_MNIST_FINGERPRINT);
    expect(document.target.names[9]).toBe('Ankle boot');
    expect(report).toMatchObject({ read: 70_000, kept: 70_000 });
    expect(most).toBeLessThan(1_000_000_000);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
