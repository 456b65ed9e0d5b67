import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { writeRents } from '../e2e/written-data';
import { Terminal } from '../terminal';
import { onSmallDataset } from '../small-dataset';

const saidSchema = z.object({ class: z.string(), likelihoods: z.record(z.string(), z.number()) });
const answeredSchema = z.object({ predictions: z.array(saidSchema).length(1) });

let terminal: Terminal;
let folder: string;

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A grey PNG file that says it has so many pixels, whatever is in it. */
function png(height: number, width: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const none = new Uint8Array();
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', none),
  ]);
}

/** A lighter band whose place tells the class, as in the small dataset. */
function band(label: number): Buffer {
  const lines = Array.from({ length: 28 }, (_, y) => [
    0,
    ...Array.from({ length: 28 }, () => (Math.floor(y / 2.8) === label ? 140 : 100)),
  ]);
  return png(28, 28, Uint8Array.from(lines.flat()));
}

beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  folder = await mkdtemp(join(tmpdir(), 'trainyard-predict-'));
  const small = await onSmallDataset(terminal);
  const { code, stderr } = await terminal.run([
    'train',
    'mlp',
    ...small,
    '--set',
    'epochs=2',
    '--set',
    'name=bands',
  ]);
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a model that is asked in the terminal', () => {
  it('tells what it makes of pictures, names those that cannot be read, and serves the same over HTTP', async () => {
    const pictures = join(folder, 'pictures');
    await mkdir(pictures);
    for (const label of [2, 7]) await writeFile(join(pictures, `band ${label}.png`), band(label));
    await writeFile(join(pictures, 'notes.png'), 'just words');
    await writeFile(join(pictures, 'huge.png'), png(30_000, 30_000, new Uint8Array(9)));
    await writeFile(join(pictures, 'readme.txt'), 'no picture at all');
    const { code, lines, stderr } = await terminal.run(['predict', 'bands', pictures]);
    expect(code).toBe(1);
    const said = lines.filter(({ event }) => event === 'prediction');
    expect(said.map((line) => line['class'])).toEqual(['2', '7']);
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      '1 other file was left out: no pictures.',
      expect.stringMatching(/huge\.png cannot be read, as it has 30,000 × 30,000 pixels, .*\.$/),
      expect.stringMatching(/notes\.png cannot be read, as it is not a picture\.$/),
      '2 could not be told.',
    ]);

    const serving = terminal.start(['serve-model', 'bands', '--port', '0']);
    // Also where something below fails.
    onTestFinished(() => void serving.process.kill('SIGKILL'));
    const { url } = await serving.line(({ event }) => event === 'serving');
    const asked = await Promise.all(
      [2, 7].map(async (label) => {
        const body = new Uint8Array(band(label));
        const headers = { 'Content-Type': 'image/png' };
        const answer = await fetch(`${String(url)}/predict`, { method: 'POST', body, headers });
        return answeredSchema.parse(await answer.json()).predictions[0]!;
      }),
    );
    // Together they go through another pass than alone: the last digits may differ.
    for (const [index, { class: name, likelihoods }] of asked.entries()) {
      const its = saidSchema.parse(said[index]);
      expect(name).toBe(its.class);
      for (const one of Object.keys(likelihoods)) {
        expect(likelihoods[one]).toBeCloseTo(its.likelihoods[one]!, 5);
      }
    }
    serving.process.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
  });

  it('writes what it makes of a table into a file, and never over another', async () => {
    const table = join(folder, 'rents.csv');
    await writeRents(table, 120);
    expect((await terminal.run(['data', 'import', table, '--name', 'Rents'])).code).toBe(0);
    const train = ['train', 'table-regressor', '--data', 'rents', '--set', 'epochs=1', '--set', 'name=rents'];
    expect((await terminal.run([...train, '--set', 'test.atEnd=false'])).code).toBe(0);
    const to = join(folder, 'told.csv');
    expect((await terminal.run(['predict', 'rents', table, '--to', to])).code).toBe(0);
    const written = await readFile(to, 'utf8');
    expect(written.split('\n')).toHaveLength(122);
    // The column that names rows is no input, and comes along.
    expect(written).toMatch(/^of,id,rent\nrow 1,1,[\d.]+\nrow 2,2,/);
    const again = await terminal.run(['predict', 'rents', table, '--to', to]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('told.csv is there already')]);
    expect(await readFile(to, 'utf8')).toBe(written);

    const tested = join(folder, 'tested.csv');
    expect((await terminal.run(['eval', 'rents', '--to', tested])).code).toBe(0);
    const [head, ...said] = (await readFile(tested, 'utf8')).trim().split('\n');
    expect(head).toBe('sample,row,id,rent,predicted rent,loss');
    expect(said.length).toBeGreaterThan(10);
    // In that file the ids count the rows.
    for (const line of said) expect(line).toMatch(/^\d+,(\d+),\1,/);

    const narrow = join(folder, 'narrow.csv');
    await writeFile(narrow, 'size;age\n70;3\n');
    const lacking = await terminal.run(['predict', 'rents', narrow]);
    expect([lacking.code, lacking.stderr]).toEqual([1, expect.stringContaining('has no column "quarter"')]);
  });
});
