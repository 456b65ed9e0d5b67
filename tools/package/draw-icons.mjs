import * as fs from 'node:fs';
import * as path from 'node:path';
import sharp from 'sharp';
import { inRoot } from '../lib/files.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** Draws the app's icon in every size that systems ask for, named as electron-builder wants them. */
export async function drawIcons(folder) {
  const drawing = fs.readFileSync(inRoot('src-renderer/icon.svg'));
  fs.mkdirSync(folder, { recursive: true });
  for (const size of SIZES)
    await sharp(drawing, { density: (72 * size) / 32 })
      .resize(size, size)
      .png({ compressionLevel: 9 })
      .toFile(path.join(folder, `${size}x${size}.png`));
}
