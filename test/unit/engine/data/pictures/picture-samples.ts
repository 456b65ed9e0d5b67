import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import sharp from 'sharp';
import { importOptionsSchema, importReportSchema, type ImportReport } from '@shared/contract/import';
import type { ImportedDataset } from '../../../../../src-main/engine/data/import/builder-options';
import type { ImportSource } from '../../../../../src-main/engine/data/import/source-reader';
import { picturesReader } from '../../../../../src-main/engine/data/pictures/pictures-reader';
import { CountedRandom, Purpose } from '@shared/random/counted-random';

export const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const;
export type Format = (typeof FORMATS)[number];

export interface Raw {
  pixels: Uint8Array;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
}

/** A picture of soft shapes and some noise: another one for each seed. */
export function rawPicture(seed: number, height = 12, width = 10, channels: Raw['channels'] = 1): Raw {
  const random = new CountedRandom(seed, Purpose.drawnDigits, 7);
  const waves = Array.from({ length: 6 }, () => ({
    across: random.uniform() * 8,
    down: random.uniform() * 8,
    shift: random.uniform() * 7,
    channel: random.below(channels),
  }));
  const pixels = new Uint8Array(height * width * channels);
  for (let at = 0; at < pixels.length; at++) {
    const channel = at % channels;
    const x = (Math.floor(at / channels) % width) / width;
    const y = Math.floor(at / channels / width) / height;
    let level = 128 + 6 * random.uniform();
    for (const wave of waves) {
      const share = wave.channel === channel ? 40 : 15;
      level += share * Math.sin(wave.across * x + wave.down * y + wave.shift);
    }
    pixels[at] = Math.max(0, Math.min(255, Math.round(level)));
  }
  return { pixels, height, width, channels };
}

export const open = ({ pixels, height, width, channels }: Raw) =>
  sharp(pixels, { raw: { height, width, channels } });

/** A file of a picture; grey ones as grey, where the format can. */
export function encoded(raw: Raw, format: Format = 'png'): Promise<Buffer> {
  const picture = raw.channels === 1 ? open(raw).toColourspace('b-w') : open(raw);
  if (format === 'webp') return picture.webp({ lossless: true }).toBuffer();
  if (format === 'tiff') return picture.tiff({ compression: 'deflate' }).toBuffer();
  return picture.toFormat(format).toBuffer();
}

export type Tree = Record<string, Uint8Array | string>;

/** Writes files below a folder; paths that end with `/` are folders. */
export async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const to = join(root, path);
    if (path.endsWith('/')) await mkdir(to, { recursive: true });
    else {
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, content);
    }
  }
}

export const zipped = (tree: Tree): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(tree).map(([path, content]): [string, Zippable[string]] => [
        path,
        typeof content === 'string' ? new TextEncoder().encode(content) : content,
      ]),
    ),
  );

/** Two classes of some pictures each. */
export async function smallTree(each = 6, format: Format = 'png'): Promise<Tree> {
  const tree: Tree = {};
  for (const [at, name] of ['cats', 'dogs'].entries()) {
    for (let index = 0; index < each; index++) {
      tree[`${name}/${index}.${format}`] = await encoded(rawPicture(100 * at + index), format);
    }
  }
  return tree;
}

export interface Imported extends ImportedDataset {
  report: ImportReport;
  /** of the parts: bytes of the inputs, and class numbers */
  train: { inputs: Buffer; targets: number[] };
  test: { inputs: Buffer; targets: number[] };
}

type Choices = Partial<Omit<ImportSource, 'options' | 'path' | 'datasetsFolder'>> & { options?: object };

/** Imports pictures, and reads back what has been made. */
export async function importFrom(
  path: string,
  datasetsFolder: string,
  { options = {}, ...more }: Choices = {},
): Promise<Imported> {
  const imported = await picturesReader.import({
    path,
    datasetsFolder,
    onProgress: () => {},
    ...more,
    options: importOptionsSchema.parse(options),
  });
  const folder = join(datasetsFolder, imported.id);
  const report = importReportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
  const part = async (name: 'train' | 'test') => {
    const { shards } = imported.document.splits[name];
    const all = (files: string[]) => Promise.all(files.map((file) => readFile(join(folder, file))));
    return {
      inputs: Buffer.concat(await all(shards.map((shard) => shard.inputs))),
      targets: Array.from(Buffer.concat(await all(shards.map((shard) => shard.targets)))),
    };
  };
  return { ...imported, report, train: await part('train'), test: await part('test') };
}

/** What lies in a folder, empty where it is not there. */
export const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
