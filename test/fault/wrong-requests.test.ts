import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denseSchema } from '@shared/spec/layer';
import { presets } from '@shared/spec/presets';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeAll(async () => {
  terminal = await Terminal.open();
});
afterAll(() => terminal.close());

/** Folders of the library, leftovers of temporary names included. */
const inside = (folder: string) => readdirSync(join(terminal.library, folder));

async function refused(args: string[], ...words: string[]): Promise<void> {
  const before = [inside('runs'), inside('datasets')];
  const { code, stderr, lines } = await terminal.run(args);
  expect(code, stderr).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  for (const word of words) expect(stderr).toContain(word);
  expect(lines.at(-1)).toMatchObject({ event: 'error' });
  expect([inside('runs'), inside('datasets')]).toEqual(before);
}

const specFile = (name: string, content: unknown): string => {
  const path = join(terminal.library, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const cnn = presets.cnn.spec({ id: 'digits', classes: [...'0123456789'] });

describe('a wrong request gets one clear sentence and leaves nothing behind', () => {
  beforeAll(() => terminal.run(['runs']));

  it.each([
    ['batch 0', ['train', 'mlp', '--set', 'batchSize=0'], ['batchSize', 'at least 1']],
    [
      'learning rate NaN',
      ['train', 'mlp', '--set', 'optimizer.learningRate=NaN'],
      ['optimizer.learningRate'],
    ],
    ['an unknown field', ['train', 'mlp', '--set', 'optimizer.lr=1'], ['optimizer.lr']],
    ['an unknown optimizer', ['train', 'mlp', '--set', 'optimizer.name=adamm'], ['optimizer.name', '"sgd"']],
    [
      'a field of another optimizer',
      ['train', 'mlp', '--set', 'optimizer.name=sgd', '--set', 'optimizer.beta1=0.9'],
      ['optimizer.beta1', 'not a field'],
    ],
    [
      'more parts than samples',
      ['train', 'mlp', '--set', 'batchSize=32', '--set', 'microBatches=33'],
      ['in 33 parts'],
    ],
    ['an unknown dataset', ['train', 'mlp', '--data', 'nothing-here'], ['nothing-here']],
    ['an unknown preset', ['train', 'transformer'], ['transformer']],
    ['an unknown run', ['resume', 'nobody'], ['no runs yet']],
    ['an unknown backend', ['train', 'mlp', '--backend', 'tpu'], ['tpu']],
    ['an unknown option', ['train', 'mlp', '--fast'], ['--fast']],
    ['an unknown command', ['fly'], ['fly']],
    ['a missing file to import', ['data', 'import', '/nowhere/at/all'], ['/nowhere/at/all']],
  ])('%s', (_, args, words) => refused(args, ...words));

  it('a dense size that does not fit', () => {
    const layers = cnn.model.layers.with(
      5,
      denseSchema.parse({ type: 'dense', units: 128, activation: 'relu', inputs: 1600 }),
    );
    const path = specFile('tutorial.json', { ...cnn, model: { layers } });
    return refused(['train', path], 'expects 1,600 values, but 3,136 arrive');
  });

  it('a spec of a newer version', () =>
    refused(['train', specFile('newer.json', { ...cnn, version: 7 })], 'version 7'));

  it('a spec that is not JSON', () => refused(['train', specFile('torn.json', '{"model":')], 'torn.json'));
});

describe('IDX files that are wrong', () => {
  const header = (magic: number, ...sizes: number[]) => {
    const bytes = Buffer.alloc(4 * (1 + sizes.length));
    [magic, ...sizes].forEach((value, i) => bytes.writeUInt32BE(value, i * 4));
    return bytes;
  };
  const images = (count: number) => Buffer.concat([header(0x803, count, 4, 4), Buffer.alloc(count * 16, 9)]);
  const labels = (count: number) =>
    Buffer.concat([header(0x801, count), Buffer.from(Array.from({ length: count }, (_, i) => i % 2))]);
  const folderOf = (name: string, files: Record<string, Buffer>) => {
    const folder = join(terminal.library, name);
    mkdirSync(folder);
    const all = {
      'train-images-idx3-ubyte': images(20),
      'train-labels-idx1-ubyte': labels(20),
      't10k-images-idx3-ubyte': images(10),
      't10k-labels-idx1-ubyte': labels(10),
      ...files,
    };
    for (const [file, bytes] of Object.entries(all)) writeFileSync(join(folder, file), bytes);
    return folder;
  };

  it.each([
    ['truncated', { 'train-images-idx3-ubyte': images(20).subarray(0, 100) }, 'train-images-idx3-ubyte'],
    [
      'wrong magic',
      { 'train-labels-idx1-ubyte': Buffer.concat([header(0xdead, 20), Buffer.alloc(20)]) },
      'train-labels-idx1-ubyte',
    ],
    ['counts that differ', { 't10k-labels-idx1-ubyte': labels(9) }, '9'],
    [
      'a header that lies',
      { 'train-images-idx3-ubyte': header(0x803, 2_000_000_000, 28, 28) },
      'train-images-idx3-ubyte',
    ],
  ])('%s', async (name, files, word) => {
    await refused(['data', 'import', folderOf(name.replaceAll(' ', '-'), files)], word);
  });

  it('are imported when they are right, once, plain or packed', async () => {
    const first = await terminal.run(['data', 'import', folderOf('tiny', {})]);
    expect(first.code, first.stderr).toBe(0);
    const packed = join(terminal.library, 'tiny-packed');
    mkdirSync(packed);
    for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      const count = name.startsWith('train') ? 20 : 10;
      const bytes = name.includes('images') ? images(count) : labels(count);
      writeFileSync(join(packed, `${name}-ubyte.gz`), gzipSync(bytes));
    }
    const again = await terminal.run(['data', 'import', packed]);
    expect(again.code, again.stderr).toBe(0);
    expect(inside('datasets').toSorted()).toEqual(['digits', 'tiny']);
  });
});

describe('a library that cannot be written', () => {
  it('gets one clear sentence', async () => {
    const path = specFile('not-a-folder', 'a file');
    const { code, stderr } = await terminal.run(['runs', '--library', join(path, 'library')]);
    expect(code).toBe(2);
    expect(stderr).toContain('not-a-folder');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
