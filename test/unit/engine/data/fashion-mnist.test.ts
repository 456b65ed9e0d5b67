import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importIdx } from '../../../../src-main/engine/data/idx/import-idx';
import { FASHION_MNIST_FINGERPRINT } from '../../../../src-shared/data/catalog';

/** The folder with the four .gz files of Fashion-MNIST (Debian's dataset-fashion-mnist has them). */
const source = process.env['TRAINYARD_FASHION_MNIST'];

it.skipIf(source === undefined)('imports the real Fashion-MNIST', async () => {
  const datasetsFolder = await mkdtemp(join(tmpdir(), 'fashion-mnist-'));
  try {
    const began = performance.now();
    let most = 0;
    const { id, document } = await importIdx({
      path: source ?? '',
      datasetsFolder,
      name: 'Clothes',
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().rss);
      },
    });
    console.log(
      `imported in ${((performance.now() - began) / 1000).toFixed(2)} s, ${Math.round(most / 1e6)} MB`,
    );
    expect(document.fingerprint).toBe(FASHION_MNIST_FINGERPRINT);
    expect(document.splits.train.count).toBe(60_000);
    expect(document.splits.test.count).toBe(10_000);
    expect(document.target.names[0]).toBe('T-shirt/top');
    expect(document.classCounts).toEqual(Array.from({ length: 10 }, () => 6_000));
    expect(await readdir(join(datasetsFolder, id))).toHaveLength(16);
    expect((await stat(join(datasetsFolder, id, 'train-0005.inputs.bin'))).size).toBe(7_840_000);
  } finally {
    await rm(datasetsFolder, { recursive: true, force: true });
  }
});
