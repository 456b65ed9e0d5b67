import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DatasetInput, Resize } from '@shared/contract/dataset';
import { PictureDecoder } from '../../src-main/engine/data/pictures/decode';
import { loadSharp } from '../../src-main/engine/data/pictures/load-sharp';
import { flax } from '../../src-main/engine/export/flax/format';
import { preparePicture } from '../../src-main/engine/predict/prepare-picture';
import { randomExportedModel } from '../exported-model';
import { encoded, open, rawPicture } from '../unit/engine/data/pictures/picture-samples';

const python = process.env['TRAINYARD_PYTHON'];
const repliedSchema = z.record(z.string(), z.record(z.string(), z.array(z.number())));

const [HEIGHT, WIDTH] = [28, 24];
const MODELS = (['stretch', 'fit', 'crop'] as const).flatMap((resize) =>
  ([1, 3] as const).map((channels) => ({ name: `${resize}-${channels}`, resize, channels })),
);

/** Pictures of many kinds, by their files' names. */
async function pictures(): Promise<Record<string, Uint8Array>> {
  const png = (height: number, width: number, channels: 1 | 3 | 4) =>
    encoded(rawPicture(height + width, height, width, channels));
  return {
    'same.png': await png(HEIGHT, WIDTH, 3),
    'grey.png': await png(61, 40, 1),
    'smaller.png': await png(200, 333, 3),
    'much-smaller.png': await png(1200, 900, 3),
    'larger.png': await png(10, 13, 3),
    'one-side.png': await png(20, 300, 3),
    'transparent.png': await png(70, 70, 4),
    'sixteen.png': await open(rawPicture(5, 90, 50, 1))
      .toColourspace('grey16')
      .png()
      .toBuffer(),
    'photo.jpg': await encoded(rawPicture(6, 300, 400, 3), 'jpeg'),
    'large-photo.jpg': await encoded(rawPicture(7, 1000, 800, 3), 'jpeg'),
    'turned.jpg': await sharp(await encoded(rawPicture(8, 300, 500, 3)))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
  };
}

/** Where the resizing itself, or what is decoded, is another program's: so many levels may lie between. */
const MOST_APART: Record<string, number> = {
  'sixteen.png': 1,
  'photo.jpg': 1,
  'large-photo.jpg': 1,
  'turned.jpg': 2,
};

describe.skipIf(python === undefined)('pictures that an exported script reads', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exported-pictures-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are those that an import makes of them', async () => {
    const files = await pictures();
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    const inputOf = (resize: Resize, channels: 1 | 3): DatasetInput => ({
      type: 'pictures',
      shape: [HEIGHT, WIDTH, channels],
      resize,
    });
    for (const { name, resize, channels } of MODELS) {
      const model = randomExportedModel({
        layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }],
        input: inputOf(resize, channels),
        target: { type: 'classes', names: ['a', 'b'] },
      });
      await mkdir(join(folder, name));
      const answers = {
        count: 1,
        inputs: new Uint8Array(HEIGHT * WIDTH * channels),
        outputs: new Float32Array(2),
        from: 'made-up samples',
      } as const;
      for (const { path, bytes } of await flax.make(model, answers)) {
        await writeFile(join(folder, name, path), bytes);
      }
    }
    const script = join(import.meta.dirname, 'exported_pictures.py');
    const { stdout } = await promisify(execFile)(
      python!,
      [script, folder, MODELS.map(({ name }) => name).join(','), Object.keys(files).join(',')],
      { env: { ...process.env, JAX_PLATFORMS: 'cpu' }, maxBuffer: 1e8 },
    );
    const read = repliedSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1)!));
    const decoder = new PictureDecoder(await loadSharp());
    const found: Record<string, number> = {};
    for (const { name, resize, channels } of MODELS) {
      for (const [file, bytes] of Object.entries(files)) {
        const ours = await preparePicture(decoder, bytes, inputOf(resize, channels));
        const theirs = read[name]![file]!;
        expect(theirs).toHaveLength(ours.length);
        const apart = ours.reduce((most, level, at) => Math.max(most, Math.abs(level - theirs[at]!)), 0);
        found[file] = Math.max(found[file] ?? 0, apart);
      }
    }
    console.log('levels apart, at most', found);
    for (const [file, apart] of Object.entries(found)) {
      expect(apart, file).toBeLessThanOrEqual(MOST_APART[file] ?? 0);
    }
  });
});
