import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { drawDigit } from '../../src-main/engine/data/drawn-digits/draw';
import { FRAME_SIDE, frameDrawing } from '@shared/pictures/frame-drawing';

const PIXELS = FRAME_SIDE * FRAME_SIDE;
/** Side of the enlarged pictures that `handwriting.py export` writes. */
const RAW_SIDE = 32;

const reportSchema = z.object({
  linear: z.number(),
  cnn: z.number(),
  handwriting: z.number(),
  linearHandwriting: z.number(),
  byDigit: z.array(z.number()).length(10),
  seconds: z.number(),
});

/** A Python with the packages of requirements.txt; `npm run test:peers` makes one. */
const python = process.env['TRAINYARD_PYTHON'];
const run = promisify(execFile);

it.skipIf(python === undefined)(
  'a network trained on drawn digits reads handwriting',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'handwriting-'));
    try {
      const script = join(import.meta.dirname, 'handwriting.py');
      await run(python ?? '', [script, 'export', folder]);
      await frameHandwriting(folder);
      await drawSplit(folder, 'train', 60_000);
      await drawSplit(folder, 'test', 10_000);
      const { stdout } = await run(python ?? '', [script, 'train', folder]);
      const report = reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      console.log(report);
      expect(report.linear, 'a linear model finds the drawn digits too easy').toBeLessThan(0.95);
      expect(report.linear).toBeGreaterThan(0.8);
      expect(report.cnn, 'the CNN cannot learn the drawn digits').toBeGreaterThan(0.98);
      expect(report.handwriting, 'what is learnt does not carry over to people').toBeGreaterThanOrEqual(0.85);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  // Three minutes on two cores; more when they are busy.
  600_000,
);

async function frameHandwriting(folder: string): Promise<void> {
  const raw = new Uint8Array(await readFile(join(folder, 'raw.images.u8')));
  const size = RAW_SIDE * RAW_SIDE;
  const framed = new Uint8Array((raw.length / size) * PIXELS);
  for (let i = 0; i < raw.length / size; i++) {
    frameDrawing(raw.subarray(i * size, (i + 1) * size), RAW_SIDE, RAW_SIDE, framed, i * PIXELS);
  }
  await writeFile(join(folder, 'real.images.u8'), framed);
  await writeFile(join(folder, 'real.labels.u8'), await readFile(join(folder, 'raw.labels.u8')));
}

async function drawSplit(folder: string, split: 'train' | 'test', count: number): Promise<void> {
  const images = new Uint8Array(count * PIXELS);
  const labels = Uint8Array.from({ length: count }, (_, i) => drawDigit(0, split, i, images, i * PIXELS));
  await writeFile(join(folder, `${split}.images.u8`), images);
  await writeFile(join(folder, `${split}.labels.u8`), labels);
}
