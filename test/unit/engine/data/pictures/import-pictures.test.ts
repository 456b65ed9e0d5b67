import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '@shared/contract/import';
import { DataError } from '../../../../../src-main/engine/data/data-error';
import { readerOf } from '../../../../../src-main/engine/data/import/source-readers';
import { picturesReader } from '../../../../../src-main/engine/data/pictures/pictures-reader';
import { zipBytes } from '../zip-samples';
import {
  encoded,
  importFrom,
  namesIn,
  open,
  rawPicture,
  smallTree,
  writeTree,
  zipped,
  type Tree,
} from './picture-samples';

let root: string;
let source: string;
let datasets: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pictures-'));
  source = join(root, 'Haus & Tiere');
  datasets = join(root, 'library', 'datasets');
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

type More = Parameters<typeof importFrom>[2];
const run = async (tree: Tree, more?: More) => {
  await writeTree(source, tree);
  return importFrom(source, datasets, more);
};

/** One clear sentence, and nothing left behind. */
async function fault(path: string, more?: More): Promise<string> {
  const error: unknown = await importFrom(path, datasets, more).catch((reason: unknown) => reason);
  if (!(error instanceof DataError)) throw new Error('No DataError was thrown.', { cause: error });
  expect(error.message).toMatch(/^[^\n]+[.?]$/);
  expect(await namesIn(datasets)).toEqual([]);
  return error.message;
}

/** Pictures by their paths, each different. */
async function pictures(paths: readonly string[], channels: 1 | 3 = 1): Promise<Tree> {
  const tree: Tree = {};
  for (const [seed, path] of paths.entries()) tree[path] = await encoded(rawPicture(seed, 12, 10, channels));
  return tree;
}

const numbered = (folder: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${folder}/${at}.png`);

describe('a folder of pictures', () => {
  it('becomes a dataset with a class for each folder', async () => {
    const { document, report, train, test, id } = await run(await smallTree(10));
    expect(id).toBe('haus-tiere');
    expect(document).toMatchObject({
      name: 'Haus & Tiere',
      source: { type: 'pictures', name: 'Haus & Tiere', archive: false },
      input: { type: 'pictures', shape: [12, 10, 1] },
      target: { type: 'classes', names: ['cats', 'dogs'] },
      classCounts: [8, 8],
      validationCount: 0,
    });
    expect(report).toMatchObject({ read: 20, kept: 20, setAside: [], doubts: [], notes: [] });
    expect(report.sizes).toEqual([{ height: 12, width: 10, count: 20 }]);
    expect(train.targets).toHaveLength(16);
    // The same of each class is held back.
    expect(test.targets.toSorted()).toEqual([0, 0, 1, 1]);
    const all = Array.from({ length: 20 }, (_, at) =>
      Buffer.from(rawPicture(at < 10 ? at : 90 + at).pixels).toString('hex'),
    );
    const got = [train, test].flatMap(({ inputs, targets }) =>
      targets.map((label, at) => `${label} ${inputs.subarray(120 * at, 120 * (at + 1)).toString('hex')}`),
    );
    expect(got.toSorted()).toEqual(all.map((pixels, at) => `${at < 10 ? 0 : 1} ${pixels}`).toSorted());
    expect(await readdir(datasets)).toEqual([id]);
  });

  it('keeps the parts that are given, and orders samples by file, then by class', async () => {
    const paths = [
      'train/a/1.png',
      'train/b/1.png',
      'train/b/2.png',
      'train/a/10.png',
      'valid/a/1.png',
      'valid/b/2.png',
      'test/b/3.png',
      'test/a/3.png',
    ];
    const { document, train, test } = await run(await pictures(paths));
    expect(document).toMatchObject({ validationCount: 2, classCounts: [3, 3] });
    expect(document.splits.train.count).toBe(6);
    const expected = (order: readonly number[]) =>
      Buffer.concat(order.map((seed) => rawPicture(seed).pixels));
    expect(train.targets).toEqual([0, 1, 1, 0, 0, 1]);
    expect(train.inputs.equals(expected([0, 1, 2, 3, 4, 5]))).toBe(true);
    expect(test.targets).toEqual([0, 1]);
    expect(test.inputs.equals(expected([7, 6]))).toBe(true);
  });

  it('holds back the same pictures for the same seed, others for another, none if not wanted', async () => {
    await writeTree(source, await smallTree(20));
    const held = async (options: object) => {
      const { test } = await importFrom(source, join(root, `datasets ${JSON.stringify(options)}`), {
        options,
      });
      return createHash('sha256').update(test.inputs).digest('hex').slice(0, 8) + test.targets.length;
    };
    const first = await held({ seed: 1, testFraction: 0.25 });
    expect(first).toMatch(/10$/);
    expect(await held({ testFraction: 0.25, seed: 1 })).toBe(first);
    expect(await held({ seed: 2, testFraction: 0.25 })).not.toBe(first);
    expect(await held({ testFraction: 0 })).toMatch(/0$/);
  });

  it('is grey where all pictures are, and in colour where one is, unless chosen otherwise', async () => {
    const grey = await smallTree(3);
    const tree = { ...grey, 'dogs/9.png': await encoded(rawPicture(99, 12, 10, 3)) };
    await writeTree(source, tree);
    const shape = async (colors: string) => {
      const { document, train } = await importFrom(source, join(root, colors), {
        options: { testFraction: 0, pictures: { colors } },
      });
      return {
        shape: document.input.type === 'pictures' && document.input.shape,
        start: [...train.inputs.subarray(0, 3)],
      };
    };
    const [first, second, third] = rawPicture(0).pixels;
    expect(await shape('auto')).toEqual({ shape: [12, 10, 3], start: [first, first, first] });
    expect(await shape('color')).toEqual({ shape: [12, 10, 3], start: [first, first, first] });
    expect(await shape('grey')).toEqual({ shape: [12, 10, 1], start: [first, second, third] });
  });

  it('brings all to the commonest size, or to the one that is chosen', async () => {
    const tree: Tree = {
      ...(await smallTree(3)),
      'cats/big.jpg': await encoded(rawPicture(50, 300, 400, 3), 'jpeg'),
    };
    const { document, report } = await run(tree);
    expect(document.input).toEqual({ type: 'pictures', shape: [12, 10, 3] });
    expect(report.sizes).toEqual([
      { height: 12, width: 10, count: 6 },
      { height: 300, width: 400, count: 1 },
    ]);
    expect(report.notes).toEqual([
      expect.stringMatching(/^1 picture of another size was brought to 12 × 10, fitted in/),
    ]);
    const chosen = await importFrom(source, join(root, 'b'), { options: { pictures: { height: 20 } } });
    expect(chosen.document.input).toEqual({ type: 'pictures', shape: [20, 17, 3] });
    const large = join(root, 'large');
    await writeTree(large, {
      'a/1.png': await encoded(rawPicture(1, 300, 600)),
      'b/1.png': await encoded(rawPicture(2, 300, 600)),
    });
    const { document: scaled } = await importFrom(large, join(root, 'c'), { options: { testFraction: 0 } });
    expect(scaled.input).toEqual({ type: 'pictures', shape: [128, 256, 1] });
  });

  it('sets aside what cannot be read, with words, and keeps the rest', async () => {
    const tree: Tree = {
      ...(await smallTree(4)),
      'cats/broken.png': (await encoded(rawPicture(50))).subarray(0, 60),
      'cats/empty.png': '',
      'dogs/list.txt': 'not a picture',
      'dogs/photo.png': 'BM no, a bitmap',
      'dogs/right.txt': await encoded(rawPicture(51), 'jpeg'),
      'labels.csv': 'a,b',
      'birds/': '',
      'fish/none.bmp': 'BM',
      'cats/.DS_Store': 'x',
    };
    const { document, report } = await run(tree);
    expect(document.target.names).toEqual(['cats', 'dogs']);
    expect(report).toMatchObject({ read: 14, kept: 9 });
    const aside = report.setAside.map(({ reason, count, examples }) => [
      reason,
      count,
      examples.map(({ where }) => where),
    ]);
    expect(aside).toEqual([
      ['unreadable', 2, ['cats/broken.png', 'cats/empty.png']],
      ['unsupported', 3, ['dogs/list.txt', 'fish/none.bmp', 'dogs/photo.png']],
    ]);
    expect(report.notes).toEqual([
      'Class folders without files were left out: birds.',
      '1 file in no class folder was left out: labels.csv.',
      '1 hidden file, or such as systems leave, was left out.',
      'No picture is left of "fish", so that there is no such class.',
    ]);
  });

  it('tells of copies, leaks and contradictions, and keeps copies together when it divides', async () => {
    const tree = await pictures([
      ...numbered('train/a', 3),
      ...numbered('train/b', 3),
      ...numbered('test/a', 2),
      ...numbered('test/b', 2),
    ]);
    tree['train/a/copy.png'] = tree['train/a/1.png']!;
    tree['test/a/leak.jpg'] = tree['train/a/2.png']!;
    tree['train/b/wrong.png'] = tree['train/a/0.png']!;
    // Nearly the same: compressed.
    const large = rawPicture(70, 64, 64);
    tree['train/a/large.png'] = await encoded(large);
    tree['test/a/large.jpg'] = await open(large).jpeg({ quality: 60 }).toBuffer();
    const { report } = await run(tree);
    const found = Object.fromEntries(report.doubts.map(({ kind, examples }) => [kind, examples]));
    expect(found).toMatchObject({
      duplicate: [{ where: 'train/a/copy.png', other: 'train/a/1.png' }],
      leak: [{ where: 'test/a/leak.jpg', other: 'train/a/2.png' }],
      contradiction: [{ where: 'train/b/wrong.png', other: 'train/a/0.png' }],
      'near-leak': [{ where: 'test/a/large.jpg', other: 'train/a/large.png' }],
    });

    const copies: Tree = {};
    for (const [seed, path] of [...numbered('a', 20), ...numbered('b', 20)].entries()) {
      copies[path] = await encoded(rawPicture((seed % 20) >> 1));
    }
    await writeTree(join(root, 'copies'), copies);
    const again = await importFrom(join(root, 'copies'), join(root, 'd'), { options: { testFraction: 0.4 } });
    expect(again.test.targets.length).toBeGreaterThan(4);
    expect(again.report.doubts.map(({ kind }) => kind)).not.toContain('leak');
  });

  it('sets aside the only picture of a class where some are held back, and doubts it where none are', async () => {
    const tree = await pictures([...numbered('a', 6), ...numbered('b', 6), 'rare/1.png']);
    const { report, document } = await run(tree);
    expect(document.target.names).toEqual(['a', 'b']);
    expect(report).toMatchObject({ read: 13, kept: 12 });
    expect(report.setAside).toMatchObject([
      { reason: 'class with one sample', examples: [{ where: 'rare/1.png' }] },
    ]);
    const whole = await importFrom(source, join(root, 'whole'), { options: { testFraction: 0 } });
    expect(whole.document.target.names).toEqual(['a', 'b', 'rare']);
    expect(whole.report.doubts).toMatchObject([{ kind: 'rare class', examples: [{ where: 'rare' }] }]);
  });

  it('doubts classes that are far rarer than others', async () => {
    const { report } = await run(await pictures([...numbered('a', 120), ...numbered('b', 10)]));
    expect(report.doubts).toMatchObject([
      { kind: 'imbalance', count: 1, examples: [{ where: 'b', other: 'a' }] },
    ]);
  });

  it('knows the same content again, in a folder or a zip file', async () => {
    const tree = await smallTree(6);
    const first = await run(tree);
    const archive = join(root, 'same.zip');
    await writeFile(
      archive,
      zipped(Object.fromEntries(Object.entries(tree).map(([path, file]) => [`outer/${path}`, file]))),
    );
    expect(await importFrom(archive, datasets)).toMatchObject({ id: first.id, existed: true });
    const other = await importFrom(archive, join(root, 'other'));
    expect(other.document).toMatchObject({ name: 'same', source: { archive: true, name: 'same.zip' } });
    expect(other.document.fingerprint).toBe(first.document.fingerprint);
  });

  it('stops when told to, leaves nothing, and begins anew', async () => {
    await writeTree(source, await smallTree(150));
    const stop = new AbortController();
    const stopped = importFrom(source, datasets, {
      signal: stop.signal,
      onProgress: (done) => {
        if (done > 0) stop.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await readdir(datasets)).toEqual([]);
    const progress: number[][] = [];
    const { document } = await importFrom(source, datasets, { onProgress: (...told) => progress.push(told) });
    expect(document.splits.train.count + document.splits.test.count).toBe(300);
    expect(progress).toEqual([0, 100, 200, 300].map((done) => [done, 300]));
  });

  it('follows links, but not in circles', async () => {
    const elsewhere = join(root, 'elsewhere');
    await writeTree(elsewhere, await smallTree(4));
    await writeTree(source, { 'x/': '' });
    await rm(join(source, 'x'), { recursive: true });
    await symlink(join(elsewhere, 'cats'), join(source, 'cats'));
    await symlink(join(elsewhere, 'dogs'), join(source, 'dogs'));
    await symlink(source, join(elsewhere, 'dogs', 'again'));
    await symlink(join(root, 'nowhere'), join(elsewhere, 'cats', 'gone.png'));
    const { report } = await importFrom(source, datasets);
    expect(report).toMatchObject({ read: 9, kept: 8 });
    expect(report.setAside).toMatchObject([
      { reason: 'unreadable', examples: [{ where: 'cats/gone.png', what: 'it is not there' }] },
    ]);
    expect(report.notes).toEqual([
      expect.stringMatching(/dogs\/again was left out: it leads back to itself/),
    ]);
  });

  it('does not change what it reads', async () => {
    const tree = await smallTree(3);
    await writeTree(source, tree);
    for (const path of Object.keys(tree)) await chmod(join(source, path), 0o444);
    await importFrom(source, datasets);
    expect((await readdir(source, { recursive: true })).length).toBe(8);
    for (const [path, content] of Object.entries(tree))
      expect(await readFile(join(source, path))).toEqual(content);
  });

  it('says in a sentence what is missing', async () => {
    expect(await fault(join(root, 'none'))).toMatch(/is not there/);
    await writeTree(source, { 'a/': '' });
    expect(await fault(source)).toMatch(/holds no pictures/);
    await writeTree(source, await pictures(['a/1.png', 'a/2.png']));
    expect(await fault(source)).toMatch(/one class only, "a"/);
    await writeTree(source, { 'b/1.png': 'no picture' });
    expect(await fault(source)).toMatch(/fewer than two classes are left/);
    await writeTree(join(root, 'text'), { 'a/1.txt': 'a', 'b/1.txt': 'b' });
    expect(await fault(join(root, 'text'))).toMatch(
      /no pictures that can be read: a\/1.txt, for one, .* it is not a picture/,
    );
    await writeTree(join(root, 'flat'), await pictures(['1.png', '2.png']));
    expect(await fault(join(root, 'flat'))).toMatch(/a folder of their own/);
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, at) => [`many/${at}/1.png`, '']));
    await writeTree(root, many);
    expect(await fault(join(root, 'many'))).toMatch(/257 class folders, but 256 is the most/);
  });
});

describe('a zip file of pictures', () => {
  it('is read without what must not be touched', async () => {
    const tree = await smallTree(4);
    const bad = await encoded(rawPicture(77));
    const archive = join(root, 'odd.zip');
    await writeFile(
      archive,
      zipBytes([
        ...Object.entries(tree).map(([path, content]) => ({ path, content })),
        { path: '../cats/up.png', content: bad },
        { path: '/etc/cats/root.png', content: bad },
        { path: 'C:/cats/drive.png', content: bad },
        { path: 'cats/..\\..\\back.png', content: bad },
        { path: 'cats/link.png', content: '/etc/passwd', mode: 0xa1ff },
        { path: 'cats/0.png', content: bad },
        { path: 'cats/secret.png', content: bad, flags: 1 },
        { path: 'cats/lying.png', content: bad, bytes: 7 },
        { path: '__MACOSX/cats/._0.png', content: 'x' },
      ]),
    );
    const { report, document } = await importFrom(archive, datasets);
    expect(document.target.names).toEqual(['cats', 'dogs']);
    expect(report).toMatchObject({ read: 16, kept: 8 });
    expect(report.setAside.map(({ reason, count }) => [reason, count])).toEqual([['unreadable', 8]]);
    expect(report.setAside[0]!.examples.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      '../cats/up.png: its path leads out of the archive',
      '/etc/cats/root.png: its path leads out of the archive',
      'C:/cats/drive.png: its path leads out of the archive',
      'cats/../../back.png: its path leads out of the archive',
      'cats/link.png: it is a link, not a file',
      'cats/0.png: another file of the archive has the same path',
      'cats/lying.png: it unpacks to more than it claims, as a zip bomb does',
      'cats/secret.png: it is encrypted: unpack the archive with its password',
    ]);
    expect(await readdir(root)).toEqual(['library', 'odd.zip']);
  });

  it('is refused where it is a bomb, and nothing is left', async () => {
    const archive = join(root, 'bomb.zip');
    await writeFile(
      archive,
      zipBytes([
        { path: 'a/1.png', content: 'x', bytes: 4_000_000_000 },
        { path: 'b/1.png', content: 'x' },
      ]),
    );
    expect(await fault(archive)).toMatch(/zip bomb/);
    await writeFile(archive, Buffer.from([0x1f, 0x8b, 8, 0]));
    expect(await fault(archive)).toMatch(/is a gzip file: unpack it/);
  });
});

describe('picturesReader', () => {
  const options = importOptionsSchema.parse({});

  it('recognises folders and zip files of pictures, and nothing else', async () => {
    const tree = await smallTree(2);
    await writeTree(source, tree);
    const archive = join(root, 'a.zip');
    await writeFile(archive, zipped(tree));
    await writeTree(root, { 'text/a/1.txt': 'x', 'flat/1.png': 'x', 'table.csv': 'a,b' });
    await writeFile(join(root, 'b.zip'), zipped({ 'a.npy': 'x' }));
    const office = { '[Content_Types].xml': 'x', 'word/media/1.png': 'x' };
    await writeFile(join(root, 'c.docx'), zipped(office));
    for (const path of [source, archive]) {
      expect(await picturesReader.recognises(path), path).toBe(true);
      expect((await readerOf({ path, options })).kind).toBe('pictures');
    }
    for (const name of ['text', 'flat', 'table.csv', 'b.zip', 'c.docx', 'none']) {
      expect(await picturesReader.recognises(join(root, name)), name).toBe(false);
    }
  });

  it('says beforehand what it would import', async () => {
    await writeTree(source, {
      ...(await smallTree(5)),
      'cats/broken.png': 'x',
      'dogs/large.png': await encoded(rawPicture(9, 30, 30, 3)),
      'birds/': '',
    });
    expect(await picturesReader.inspect({ path: source, options })).toMatchObject({
      kind: 'pictures',
      name: 'Haus & Tiere',
      summary: 'a folder for each of 2 classes, 12 files',
      count: 12,
      isWhole: true,
      splits: ['train'],
      classes: [
        { name: 'cats', count: 6 },
        { name: 'dogs', count: 6 },
      ],
      sizes: [
        { height: 12, width: 10, count: 10 },
        { height: 30, width: 30, count: 1 },
      ],
      isGrey: false,
      warnings: [
        'Class folders without files were left out: birds.',
        expect.stringMatching(/^Of 12 files that were looked at, 1 cannot be read .* cats\/broken.png/),
        expect.stringMatching(/several sizes/),
        expect.stringMatching(/20 % of each class/),
      ],
    });
  });
});
