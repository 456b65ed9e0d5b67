import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { clearUnusedWeights } from '../../../src-main/studio/clear-weights';

const DAY_MS = 24 * 60 * 60_000;
const id = (letter: string) => letter.repeat(64);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-weights-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text = '', ageMs = 2 * DAY_MS): Promise<void> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
  const at = new Date(Date.now() - ageMs);
  await utimes(whole, at, at);
}
const library = () => ({
  folder,
  drafts: join(folder, 'drafts'),
  runs: join(folder, 'runs'),
  bin: join(folder, 'bin'),
});

it('clears weights away that no draft, no run and none in the bin refers to, and that are not new', async () => {
  for (const letter of ['a', 'b', 'c', 'd', 'e']) {
    const age = letter === 'e' ? 1000 : 2 * DAY_MS;
    await put(`weights/${id(letter)}.safetensors`, 'arrays', age);
    await put(`weights/${id(letter)}.json`, '{}', age);
  }
  await put('weights/.12-abc.tmp', 'cut off');
  await put('weights/readme.txt', 'somebody else’s');
  await put('drafts/draft-one.json', `cut off in the middle of "file": "${id('a')}"`);
  await put('runs/r1/run.json', JSON.stringify({ spec: { weights: { file: id('b') } } }));
  await put(`runs/r1/${OWN_WEIGHTS}`);
  await put('runs/r2/run.json', '{}');
  await put('bin/r3/run.json', JSON.stringify({ spec: { weights: { file: id('c') } } }));
  await put(`bin/r3/${OWN_WEIGHTS}`);
  expect(await clearUnusedWeights(library())).toEqual([id('d')]);
  const left = ['a', 'b', 'c', 'e'].flatMap((letter) => [`${id(letter)}.json`, `${id(letter)}.safetensors`]);
  expect((await readdir(join(folder, 'weights'))).sort()).toEqual([...left, 'readme.txt'].sort());
  expect(await clearUnusedWeights(library())).toEqual([]);
});

it('has nothing to do where nothing was ever brought in', async () => {
  expect(await clearUnusedWeights(library())).toEqual([]);
});
