import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { runDocumentSchema } from '@shared/contract/run';
import { isAlive } from '../../src-main/durable/alive';
import { Terminal, type Started } from '../terminal';
import { encoded, rawPicture, writeTree, type Tree } from '../unit/engine/data/pictures/picture-samples';
import { nativeReady } from '../unit/engine/native-ready';

/** Enough for several times what a kill may cost. */
const PICTURES = 1200;
const MOST_KILLS = 2;

let terminal: Terminal;
let source: string;
beforeEach(async () => {
  terminal = await Terminal.openEmpty();
  source = await mkdtemp(join(tmpdir(), 'class-folders-'));
});
afterEach(async () => {
  await terminal.close();
  await rm(source, { recursive: true, force: true });
});

/** Dark and light pictures: a class that anything learns. */
async function shades(each: number): Promise<Tree> {
  const tree: Tree = {};
  for (const [shade, name] of ['dark', 'light'].entries()) {
    for (let index = 0; index < each; index++) {
      const raw = rawPicture(1000 * shade + index, 28, 28);
      const pixels = raw.pixels.map((level) => (level >> 1) + 127 * shade);
      tree[`${name}/${index}.png`] = await encoded({ ...raw, pixels });
    }
  }
  return tree;
}

const datasetFolders = async () =>
  (await readdir(join(terminal.library, 'datasets'))).filter((name) => !name.startsWith('.'));

const linesIn = async (folder: string): Promise<number> => {
  const text = await readFile(join(folder, 'journal'), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
};

const staging = async (datasets: string): Promise<string | undefined> =>
  (await readdir(datasets).catch((): string[] => [])).find((name) => name.startsWith('.import-'));

/** Files that an interrupted import has written down. */
const journaled = async (datasets: string): Promise<number> =>
  linesIn(join(datasets, (await staging(datasets))!));

/** Kills the engine at random once it has written down more than the one before. */
async function killAfterProgress(
  datasets: string,
  before: number,
  { ended }: Pick<Started, 'ended'>,
): Promise<void> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    const name = await staging(datasets);
    if (name !== undefined && (await linesIn(join(datasets, name))) > before) {
      await sleep(1500 * Math.random());
      const engine = Number(/^\.import-(\d+)-/.exec(name)?.[1]);
      if (!isOver && isAlive(engine)) process.kill(engine, 'SIGKILL');
      return;
    }
    await sleep(20);
  }
}

/** What an import has made: its fingerprint, and all bytes. */
async function contentOf(library: string): Promise<unknown> {
  const folder = join(library, 'datasets', 'copies');
  const { fingerprint } = datasetDocumentSchema.parse(
    JSON.parse(await readFile(join(folder, 'dataset.json'), 'utf8')),
  );
  const names = (await readdir(folder)).filter((name) => name !== 'dataset.json').toSorted();
  const hashes = await Promise.all(
    names.map(async (name) =>
      createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
    ),
  );
  return { fingerprint, names, hashes };
}

describe('pictures in the terminal', () => {
  it('says in a sentence what cannot be imported, and leaves no dataset', async () => {
    await writeTree(source, { 'only/1.png': await encoded(rawPicture(1)) });
    const { code, stderr } = await terminal.run(['data', 'import', source]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/one class only, "only"/);
    expect(await readdir(join(terminal.library, 'datasets')).catch(() => [])).toEqual([]);
  });

  it('go on after the engine was killed, again and again, and end in the very same dataset', async () => {
    const tree: Tree = {};
    const different = await Promise.all(
      Array.from({ length: 8 }, (_, seed) => encoded(rawPicture(seed, 360, 480, 3), 'jpeg')),
    );
    for (let at = 0; at < PICTURES; at++) tree[`${at % 2 ? 'a' : 'b'}/${at}.jpg`] = different[at % 8]!;
    await writeTree(source, tree);
    const args = ['data', 'import', source, '--name', 'Copies'];
    const whole = await Terminal.openEmpty();
    try {
      const untouched = await whole.run(args);
      expect(untouched.code, untouched.stderr).toBe(0);

      const datasets = join(terminal.library, 'datasets');
      const resumed: number[] = [];
      let written = 0;
      // The first is killed at the earliest moment from which it can go on, later ones at any.
      let attempt = terminal.start(args, { TRAINYARD_CRASH_AT: 'after sync journal' });
      for (let kills = 0; ; kills++) {
        const isKilled = kills > 0 && kills < MOST_KILLS;
        const killer = isKilled ? killAfterProgress(datasets, written, attempt) : undefined;
        const { code, lines, stderr } = await attempt.ended;
        await killer;
        const told = lines.find(({ event }) => event === 'resumed')?.['done'];
        // Nothing that was written down is done again.
        if (kills > 0) expect(told).toBe(written);
        if (kills > 0) resumed.push(Number(told));
        if (code === 0) break;
        expect(stderr).toMatch(/killed|ended|SIGKILL/i);
        const made = await datasetFolders();
        // Killed between the renaming and its report: it is there, whole, and is told of as that.
        if (made.length > 0) {
          const again = await terminal.run(args);
          expect(again.code, again.stderr).toBe(0);
          expect(again.lines.find(({ event }) => event === 'done')).toMatchObject({ dataset: 'copies' });
          break;
        }
        written = await journaled(datasets);
        const listed = await terminal.run(['data', 'list']);
        expect(listed.lines.find(({ event }) => event === 'interrupted')).toMatchObject({
          done: written,
          total: PICTURES,
        });
        attempt = terminal.start(args);
      }
      console.log(`of ${PICTURES} pictures, done before: ${resumed.join(', ')}`);
      expect(resumed.length).toBeGreaterThan(0);
      expect(resumed.every((done, at) => done > (resumed[at - 1] ?? 0))).toBe(true);
      expect(await readdir(datasets)).toEqual(['copies']);
      const [its, wanted] = await Promise.all([terminal, whole].map(({ library }) => contentOf(library)));
      expect(its).toEqual(wanted);
    } finally {
      await whole.close();
    }
  }, 300_000);

  it.skipIf(!nativeReady)('are imported from class folders, and trained on', async () => {
    await writeTree(source, { ...(await shades(60)), 'dark/notes.txt': 'not a picture' });
    const imported = await terminal.run(['data', 'import', source, '--name', 'Shades']);
    expect(imported.code, imported.stderr).toBe(0);
    expect(await datasetFolders()).toEqual(['shades']);
    const document = datasetDocumentSchema.parse(
      JSON.parse(await readFile(join(terminal.library, 'datasets', 'shades', 'dataset.json'), 'utf8')),
    );
    expect(document).toMatchObject({
      target: { names: ['dark', 'light'] },
      splits: { train: { count: 96 }, test: { count: 24 } },
    });

    const trained = await terminal.run([
      'train',
      'cnn',
      '--data',
      'shades',
      '--set',
      'epochs=1',
      '--set',
      'batchSize=16',
    ]);
    expect(trained.code, trained.stderr).toBe(0);
    const folder = String(trained.lines.find(({ event }) => event === 'done')?.['folder']);
    const run = runDocumentSchema.parse(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')));
    expect(run.state).toBe('completed');
  });
});
