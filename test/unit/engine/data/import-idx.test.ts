import { inputShapeOf } from '@shared/data/layout';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetDocumentSchema } from '../../../../src-shared/contract/dataset';
import { importReportSchema } from '../../../../src-shared/contract/import';
import { DRAWN_DIGITS } from '../../../../src-shared/data/drawn-digits';
import { DataError, readingFailed, writingFailed } from '../../../../src-main/engine/data/data-error';
import { importIdx, type ImportIdx } from '../../../../src-main/engine/data/idx/import-idx';
import { idxBytes, smallIdx, writeIdx } from './idx-samples';

let root: string;
let source: string;
let datasetsFolder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'import-idx-'));
  source = join(root, 'Läuse & Käfer');
  datasetsFolder = join(root, 'library', 'datasets');
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const run = (more: Partial<ImportIdx> = {}) =>
  importIdx({ path: source, datasetsFolder, onProgress: () => {}, ...more });

/** Expects one clear sentence, and nothing left behind. */
async function expectFault(words: RegExp, more: Partial<ImportIdx> = {}): Promise<DataError> {
  const error: unknown = await run(more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DataError)) throw new Error('No DataError was thrown.', { cause: error });
  expect(error.message).toMatch(words);
  expect(error.message).toMatch(/^[^\n]+[.?]$/);
  expect(await readdir(datasetsFolder).catch(() => [])).toEqual([]);
  return error;
}

describe('importIdx', () => {
  it('imports plain and gzipped files into a dataset folder', async () => {
    const files = smallIdx();
    await writeIdx(source, files, (name) => name.startsWith('train'));
    const progress: number[][] = [];
    const imported = await run({ onProgress: (done, total) => progress.push([done, total]) });
    expect(imported).toMatchObject({ id: 'lause-kafer', existed: false });
    const folder = join(datasetsFolder, imported.id);
    const written: unknown = JSON.parse(await readFile(join(folder, 'dataset.json'), 'utf8'));
    expect(datasetDocumentSchema.parse(written)).toEqual(imported.document);
    expect(imported.document).toMatchObject({
      name: 'Läuse & Käfer',
      input: { type: 'pictures', shape: [3, 2, 1] },
      target: { type: 'classes', names: ['0', '1', '2'] },
      classCounts: [4, 4, 4],
      splits: { train: { count: 12 }, test: { count: 5 } },
    });
    expect(await readFile(join(folder, 'train-0000.inputs.bin'))).toEqual(
      files['train-images-idx3-ubyte']!.subarray(16),
    );
    expect(await readFile(join(folder, 'test-0000.targets.bin'))).toEqual(
      files['t10k-labels-idx1-ubyte']!.subarray(8),
    );
    expect(progress[0]).toEqual([0, 17]);
    expect(progress.at(-1)).toEqual([17, 17]);
    expect(await readdir(datasetsFolder)).toEqual([imported.id]);
  });

  it('cuts shards at 10,000 samples', async () => {
    await writeIdx(source, smallIdx(10_007, 3), () => true);
    const { id, document } = await run();
    expect(document.splits.train.shards.map((shard) => shard.count)).toEqual([10_000, 7]);
    const bytes = await readFile(join(datasetsFolder, id, 'train-0001.inputs.bin'));
    expect(bytes).toEqual(smallIdx(10_007, 3)['train-images-idx3-ubyte']!.subarray(16 + 60_000));
    expect(await readFile(join(datasetsFolder, id, 'train-0001.targets.bin'))).toHaveLength(7);
  });

  it('tells of test pictures that are nearly the same as training ones, and of classes without test samples', async () => {
    const size = 64;
    const train = Uint8Array.from({ length: 12 * size }, (_, at) => {
      const [index, row, column] = [Math.floor(at / size), Math.floor(at / 8) % 8, at % 8];
      return (
        128 +
        60 * Math.sin(index + (row * (index % 5)) / 3) * Math.cos(index * 2 + column / (1 + (index % 3)))
      );
    });
    const darker = train.slice(7 * size, 8 * size).map((level) => 5 + 0.8 * level);
    await writeIdx(source, {
      'train-images-idx3-ubyte': idxBytes([12, 8, 8], train),
      'train-labels-idx1-ubyte': idxBytes(
        [12],
        Uint8Array.from({ length: 12 }, (_, at) => at % 2),
      ),
      't10k-images-idx3-ubyte': idxBytes([1, 8, 8], darker),
      't10k-labels-idx1-ubyte': idxBytes([1], Uint8Array.of(1)),
    });
    const { id } = await run();
    const report = importReportSchema.parse(
      JSON.parse(await readFile(join(datasetsFolder, id, 'report.json'), 'utf8')),
    );
    const of = (kind: string) => report.doubts.find((doubt) => doubt.kind === kind)?.examples;
    expect(of('near-leak')).toEqual([
      { where: 't10k-images-idx3-ubyte, picture 0', other: 'train-images-idx3-ubyte, picture 7' },
    ]);
    expect(of('missing in test')).toEqual([expect.objectContaining({ where: '0' })]);
  });

  it('takes the same pictures under other names of classes for another dataset', async () => {
    await writeIdx(source, smallIdx());
    const classes = (await run({ name: 'counted' })).document.target.names;
    const named = { classes: classes.map((name) => `class ${name}`) };
    const first = await run({ name: 'named', ...named });
    expect(first.existed).toBe(false);
    expect(await run({ name: 'named again', ...named })).toMatchObject({ id: first.id, existed: true });
    const otherwise = { classes: named.classes.toReversed() };
    expect(await run({ name: 'otherwise', ...otherwise })).toMatchObject({ existed: false });
    // Names that only count contradict nothing.
    expect(await run({ name: 'counted again' })).toMatchObject({ existed: true });
  });

  it('knows content that is already there, whatever it is called and however it is packed', async () => {
    await writeIdx(source, smallIdx());
    const first = await run();
    const other = join(root, 'other');
    await writeIdx(other, smallIdx(), () => true);
    expect(await run({ path: other })).toMatchObject({ id: first.id, existed: true });
    expect(await readdir(datasetsFolder)).toEqual([first.id]);

    // A dataset with a file gone is no reason to skip the import.
    await rm(join(datasetsFolder, first.id, 'train-0000.inputs.bin'));
    expect(await run()).toMatchObject({ id: `${first.id}-2`, existed: false });
  });

  it('makes ids unique and takes a name and an id', async () => {
    await writeIdx(source, smallIdx(12));
    await run();
    await writeIdx(source, smallIdx(15));
    expect((await run()).id).toBe('lause-kafer-2');
    await writeIdx(source, smallIdx(18));
    const named = await run({ name: ' My data ', id: 'mine' });
    expect([named.id, named.document.name]).toEqual(['mine', 'My data']);
    await writeIdx(source, smallIdx(21));
    await expect(run({ id: 'mine' })).rejects.toMatchObject({ name: 'DataError', field: 'id' });
    await expect(run({ id: '../up' })).rejects.toMatchObject({ name: 'DataError', field: 'id' });
    await expect(run({ id: DRAWN_DIGITS.id })).rejects.toMatchObject({ name: 'DataError', field: 'id' });
    await expect(run({ name: ' ' })).rejects.toMatchObject({ name: 'DataError', field: 'name' });
  });

  it('names classes of Fashion-MNIST by the folder', async () => {
    const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);
    const folder = join(root, 'FashionMNIST', 'raw');
    await writeIdx(folder, {
      'train-images.idx3-ubyte': idxBytes([20, 2, 2], new Uint8Array(80)),
      'train-labels.idx1-ubyte': idxBytes([20], labels),
    });
    const { id, document } = await run({ path: folder });
    expect(id).toBe('fashionmnist');
    expect(document.target.names[9]).toBe('Ankle boot');
    expect(document.splits.test).toEqual({ count: 0, shards: [] });
  });

  it('takes colour pictures', async () => {
    await writeIdx(source, {
      'train-images-idx4-ubyte': idxBytes([2, 2, 2, 3], new Uint8Array(24)),
      'train-labels-idx1-ubyte': idxBytes([2], Uint8Array.of(0, 7)),
    });
    const { document } = await run();
    expect(inputShapeOf(document.input)).toEqual([2, 2, 3]);
    expect(document.target.names).toHaveLength(8);
  });

  it('clears what killed imports left, and nothing else', async () => {
    await writeIdx(source, smallIdx());
    await mkdir(join(datasetsFolder, '.import-999999999-abc'), { recursive: true });
    await writeFile(join(datasetsFolder, '.import-999999999-abc', 'train-0000.inputs.bin'), 'half');
    await mkdir(join(datasetsFolder, `.import-${process.ppid}-abc`));
    const { id } = await run();
    expect((await readdir(datasetsFolder)).sort()).toEqual([`.import-${process.ppid}-abc`, id]);
  });

  it('stops when told to and leaves nothing', async () => {
    await writeIdx(source, smallIdx());
    const stop = new AbortController();
    await expect(
      run({ signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    expect(await readdir(datasetsFolder)).toEqual([]);
  });

  it('imports the same thing twice at a time', async () => {
    await writeIdx(source, smallIdx());
    const done = await Promise.all([run(), run(), run()]);
    const left = await readdir(datasetsFolder);
    expect(left.sort()).toEqual([...new Set(done.map(({ id }) => id))].sort());
  });
});

describe('faults of an import', () => {
  const change = async (name: string, bytes: Buffer) => {
    await writeIdx(source, smallIdx());
    await writeFile(join(source, name), bytes);
  };
  const images = () => smallIdx()['train-images-idx3-ubyte']!;

  it('folder missing', () => expectFault(/is not there: check/));
  it('not a folder', async () => {
    await writeFile(source, '');
    await expectFault(/is not a folder/);
  });
  it('no IDX files', async () => {
    await mkdir(source);
    await expectFault(/holds no IDX files/);
  });
  it.each([
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ])('%s missing', async (name) => {
    await writeIdx(source, smallIdx());
    await rm(join(source, name));
    await expectFault(new RegExp(`${name} is missing`));
  });
  it('wrong magic number', async () => {
    await change('train-images-idx3-ubyte', Buffer.from('<html>not found</html>'));
    await expectFault(/train-images-idx3-ubyte is not an IDX file/);
  });
  it('other type of numbers', async () => {
    await change('train-images-idx3-ubyte', idxBytes([12, 3, 2], new Uint8Array(288), 0x0d));
    await expectFault(/holds float32 numbers/);
  });
  it('pictures and labels swapped', async () => {
    await change('train-labels-idx1-ubyte', images());
    await expectFault(/3 dimensions where 1 were expected/);
  });
  it('truncated', async () => {
    await change('train-images-idx3-ubyte', images().subarray(0, 60));
    await expectFault(/train-images-idx3-ubyte is cut off/);
  });
  it('truncated within the header', async () => {
    await change('train-images-idx3-ubyte', images().subarray(0, 9));
    await expectFault(/ends within its header/);
  });
  it('no bytes at all', async () => {
    await change('train-labels-idx1-ubyte', Buffer.alloc(0));
    await expectFault(/train-labels-idx1-ubyte is empty/);
  });
  it('bytes too many', async () => {
    await change(
      't10k-labels-idx1-ubyte',
      Buffer.concat([smallIdx()['t10k-labels-idx1-ubyte']!, Buffer.of(0)]),
    );
    await expectFault(/t10k-labels-idx1-ubyte is longer than the 5 bytes/);
  });
  it('42 bytes that claim two billion pictures', async () => {
    const small = idxBytes([2_000_000_000, 28, 28], new Uint8Array(26));
    await change('train-images-idx3-ubyte', small);
    await expectFault(/claims 2000000000 × 28 × 28 bytes, more than the file holds/);
    await rm(source, { recursive: true });
    await writeIdx(source, { ...smallIdx(), 'train-images-idx3-ubyte': small }, () => true);
    await expectFault(/claims 2000000000 × 28 × 28 bytes, more than the file holds/);
  });
  it('gzip: cut off, damaged, too short inside, too long inside, followed by something', async () => {
    const packed = gzipSync(images());
    await writeIdx(source, smallIdx());
    await rm(join(source, 'train-images-idx3-ubyte'));
    const path = join(source, 'train-images-idx3-ubyte.gz');
    const damaged = Buffer.from(packed);
    damaged[packed.length - 6]! ^= 0xff;
    for (const [bytes, words] of [
      [packed.subarray(0, packed.length - 9), /cannot be unpacked/],
      [damaged, /cannot be unpacked/],
      [gzipSync(images().subarray(0, 60)), /is cut off/],
      [gzipSync(Buffer.concat([images(), Buffer.of(1)])), /is longer than/],
      [Buffer.concat([packed, Buffer.from('garbage')]), /bytes after its compressed data|cannot be unpacked/],
    ] as const) {
      await writeFile(path, bytes);
      await expectFault(words);
    }
  });
  it('counts differ', async () => {
    await change('train-labels-idx1-ubyte', idxBytes([11], new Uint8Array(11)));
    await expectFault(/12 pictures but .* 11 labels/);
  });
  it('shapes of train and test differ', async () => {
    await change('t10k-images-idx3-ubyte', idxBytes([5, 2, 3], new Uint8Array(30)));
    await expectFault(/take files that belong together/);
  });
  it('one class only', async () => {
    await change('train-labels-idx1-ubyte', idxBytes([12], new Uint8Array(12).fill(4)));
    await expectFault(/has one class only/);
  });
  it('no samples', async () => {
    await writeIdx(source, smallIdx(0));
    await expectFault(/is empty: it holds no pictures/);
  });
  it('no pixels', async () => {
    await change('train-images-idx3-ubyte', idxBytes([12, 0, 5], new Uint8Array(0)));
    await expectFault(/without pixels/);
  });
  it('pictures too large', async () => {
    await writeIdx(source, {
      'train-images-idx3-ubyte': idxBytes([2, 1, 1025], new Uint8Array(2050)),
      'train-labels-idx1-ubyte': idxBytes([2], Uint8Array.of(0, 1)),
    });
    await expectFault(/1 × 1025 pixels, but 1024 × 1024 is the most/);
  });
  it('too many channels', async () => {
    await writeIdx(source, {
      'train-images-idx4-ubyte': idxBytes([2, 2, 2, 5], new Uint8Array(40)),
      'train-labels-idx1-ubyte': idxBytes([2], Uint8Array.of(0, 1)),
    });
    await expectFault(/5 channels/);
  });
  it('a folder in place of a file', async () => {
    await writeIdx(source, smallIdx());
    await rm(join(source, 'train-labels-idx1-ubyte'));
    await mkdir(join(source, 'train-labels-idx1-ubyte'));
    await expectFault(/is not a file|is a folder/);
  });
  it('a link that leads nowhere', async () => {
    await writeIdx(source, smallIdx());
    await rm(join(source, 'train-labels-idx1-ubyte'));
    await symlink('train-labels-idx1-ubyte', join(source, 'train-labels-idx1-ubyte'));
    await expectFault(/leads back to itself/);
  });
  it.skipIf(process.getuid?.() === 0)('no permission', async () => {
    await writeIdx(source, smallIdx());
    await chmod(join(source, 'train-labels-idx1-ubyte'), 0);
    await expectFault(/may not be read/);
  });
  it('library folder is a file', async () => {
    await writeIdx(source, smallIdx());
    await mkdir(join(root, 'library'));
    await writeFile(datasetsFolder, '');
    await expect(run()).rejects.toBeInstanceOf(DataError);
  });

  it('says what the system said, in words', () => {
    const system = (code: string) => Object.assign(new Error(code), { code });
    for (const [made, words] of [
      [readingFailed(system('EACCES'), '/x'), /may not be read/],
      [readingFailed(system('EIO'), '/x'), /could not be read \(EIO\)/],
      [writingFailed(system('ENOSPC'), '/x'), /No space is left/],
      [writingFailed(system('EROFS'), '/x'), /may not be written/],
      [writingFailed(system('EIO'), '/x'), /could not be written \(EIO\)/],
    ] as const) {
      expect(made).toBeInstanceOf(DataError);
      expect(String(made)).toMatch(words);
    }
    const bug = new TypeError('a bug stays a bug');
    expect(readingFailed(bug, '/x')).toBe(bug);
    expect(writingFailed(bug, '/x')).toBe(bug);
  });
});
