import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { importOptionsSchema } from '@shared/contract/import';
import { interruptedImports } from '../../../../../src-main/studio/interrupted-imports';
import { NoSpaceError } from '../../../../../src-main/engine/data/data-error';
import { PictureDecoder } from '../../../../../src-main/engine/data/pictures/decode';
import { importPictures } from '../../../../../src-main/engine/data/pictures/import-pictures';
import { encoded, namesIn, rawPicture, writeTree, zipped, type Tree } from './picture-samples';

const FILES = 330;
/** Some twenty pictures are written down at a time. */
const PACE = { milliseconds: Infinity, bytes: 4000 };

let tree: Tree;
beforeAll(async () => {
  tree = {};
  // Grey and in colour, of two sizes, some of them the same, damaged, or no pictures.
  for (let at = 0; at < FILES; at++) {
    const raw = rawPicture(at % 300, at % 5 === 0 ? 16 : 12, 10, at % 3 === 0 ? 3 : 1);
    const file = await encoded(raw);
    const damaged = at % 40 === 7 ? file.subarray(0, 60) : at % 50 === 9 ? Buffer.from('no picture') : file;
    tree[`${at % 2 ? 'odd' : 'even'}/${at}.png`] = damaged;
  }
});

let root: string;
let source: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'resume-import-'));
  source = join(root, 'pictures');
  await writeTree(source, tree);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

const library = (name: string) => join(root, name);
const request = (path: string, datasetsFolder: string, options: object = {}) => ({
  path,
  datasetsFolder,
  options: importOptionsSchema.parse(options),
  onProgress: () => {},
});
type Request = ReturnType<typeof request>;

/** Imports and leaves, in another library, what lay on the disk when so many files were done: as after a kill. */
async function cutOff(done: number, left: string, given: Request): Promise<void> {
  await importPictures(
    {
      ...given,
      onProgress: (at: number) => {
        if (at !== done) return;
        const its = readdirSync(given.datasetsFolder).find((name) => name.startsWith('.import-'))!;
        const name = `.import-${process.pid}-${randomUUID()}`;
        cpSync(join(given.datasetsFolder, its), join(left, name), { recursive: true });
      },
    },
    PACE,
  );
}
const leftIn = async (datasets: string) =>
  join(
    datasets,
    (await readdir(datasets)).find((name) => name.startsWith('.import-'))!,
  );

/** What an import makes of what is there, and how many files it reads for that. */
async function imported(given: Request) {
  const decode = vi.spyOn(PictureDecoder.prototype, 'decode');
  let resumed = 0;
  const { id, document } = await importPictures({ ...given, onResumed: (done) => (resumed = done) }, PACE);
  const folder = join(given.datasetsFolder, id);
  const files = (await readdir(folder)).filter((name) => name !== 'dataset.json').toSorted();
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), 'base64')));
  const decoded = decode.mock.calls.length;
  decode.mockRestore();
  return { resumed, decoded, id, content: { fingerprint: document.fingerprint, files, contents } };
}

describe('an import of pictures that was cut off', () => {
  it('goes on, again and again, and ends in the very same dataset', async () => {
    const whole = await imported(request(source, library('whole')));
    expect(whole).toMatchObject({ resumed: 0, decoded: FILES });
    await cutOff(100, library('a'), request(source, library('first')));
    await cutOff(300, library('b'), request(source, library('a')));
    expect((await interruptedImports(library('b')))[0]).toBeUndefined();
    const last = await imported(request(source, library('b')));
    expect(last.content).toEqual(whole.content);
    // What was decoded last may not have been written down yet, but no more than that.
    expect(last.resumed).toBeGreaterThan(230);
    expect(last.decoded).toBe(FILES - last.resumed);
    expect(await readdir(library('b'))).toEqual([last.id]);
  });

  it('goes on in a zip file, and with another division', async () => {
    const zip = join(root, 'pictures.zip');
    await writeFile(zip, zipped(tree));
    const options = { testFraction: 0.4, seed: 3, pictures: { colors: 'grey', height: 9, width: 9 } };
    const whole = await imported(request(zip, library('whole'), options));
    await cutOff(
      200,
      library('left'),
      request(zip, library('first'), { ...options, testFraction: 0.1, seed: 0 }),
    );
    const last = await imported(request(zip, library('left'), options));
    expect(last.content).toEqual(whole.content);
    expect(last.resumed).toBeGreaterThan(100);
    expect(last.decoded).toBe(FILES - last.resumed);
  });

  it('reads files that have changed since, and all behind them', async () => {
    await cutOff(300, library('left'), request(source, library('first')));
    await writeFile(join(source, 'even/50.png'), await encoded(rawPicture(999)));
    const whole = await imported(request(source, library('whole')));
    const last = await imported(request(source, library('left')));
    expect(last.content).toEqual(whole.content);
    expect(last.resumed).toBe(50);
  });

  it.each(['journal', 'pictures'])('takes what of its %s is whole', async (file) => {
    const whole = await imported(request(source, library('whole')));
    await cutOff(300, library('left'), request(source, library('first')));
    const path = join(await leftIn(library('left')), file);
    const bytes = await readFile(path);
    await truncate(path, Math.floor(bytes.length / 2));
    const last = await imported(request(source, library('left')));
    expect(last.content).toEqual(whole.content);
    expect(last.resumed).toBeGreaterThan(100);
    expect(last.resumed).toBeLessThan(200);
  });

  it('finds pixels that are no longer what was decoded', async () => {
    const whole = await imported(request(source, library('whole')));
    await cutOff(300, library('left'), request(source, library('first')));
    const path = join(await leftIn(library('left')), 'pictures');
    const bytes = await readFile(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(path, bytes);
    const last = await imported(request(source, library('left')));
    expect(last.content).toEqual(whole.content);
    expect(last.resumed).toBeLessThan(200);
  });

  it.each([
    ['other sizes', { pictures: { height: 8 } }],
    ['other colours', { pictures: { colors: 'color' } }],
  ])('begins anew for %s', async (_, options) => {
    await cutOff(200, library('left'), request(source, library('first')));
    const whole = await imported(request(source, library('whole'), options));
    const last = await imported(request(source, library('left'), options));
    expect(last).toMatchObject({ resumed: 0, decoded: FILES, content: whole.content });
  });

  it('begins anew with another decoder, in the same place', async () => {
    await cutOff(200, library('left'), request(source, library('first')));
    vi.spyOn(PictureDecoder.prototype, 'version', 'get').mockReturnValue('another');
    const last = await imported(request(source, library('left')));
    expect(last).toMatchObject({ resumed: 0, decoded: FILES });
    expect(await readdir(library('left'))).toEqual([last.id]);
  });

  it('is forgotten after a week', async () => {
    await cutOff(200, library('left'), request(source, library('first')));
    const old = new Date(Date.now() - 8 * 24 * 3600 * 1000);
    await utimes(join(await leftIn(library('left')), 'journal'), old, old);
    const last = await imported(request(source, library('left')));
    expect(last).toMatchObject({ resumed: 0, decoded: FILES });
    expect(await readdir(library('left'))).toEqual([last.id]);
  });

  it('is kept when the disk was full, and not when a person cancelled it', async () => {
    const stopped = (reason: Error) =>
      importPictures(
        {
          ...request(source, library('left')),
          onProgress: (done: number) => {
            if (done === 200) throw reason;
          },
        },
        PACE,
      );
    await expect(stopped(new DOMException('cancelled', 'AbortError'))).rejects.toThrow('cancelled');
    expect(await namesIn(library('left'))).toEqual([]);
    await expect(stopped(new NoSpaceError('full'))).rejects.toThrow('full');
    const last = await imported(request(source, library('left')));
    expect(last.resumed).toBeGreaterThan(100);
  });
});
