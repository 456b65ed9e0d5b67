import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { runDocumentSchema } from '@shared/contract/run';
import { Terminal } from '../terminal';
import { encoded, rawPicture, writeTree, type Tree } from '../unit/engine/data/pictures/picture-samples';
import { nativeReady } from '../unit/engine/native-ready';

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

describe('pictures in the terminal', () => {
  it('says in a sentence what cannot be imported, and leaves no dataset', async () => {
    await writeTree(source, { 'only/1.png': await encoded(rawPicture(1)) });
    const { code, stderr } = await terminal.run(['data', 'import', source]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/one class only, "only"/);
    expect(await readdir(join(terminal.library, 'datasets')).catch(() => [])).toEqual([]);
  });

  it('begin anew after the engine was killed, and leave nothing half-made', async () => {
    const tree: Tree = {};
    for (const [seed, name] of ['a', 'b'].entries()) {
      const file = await encoded(rawPicture(seed, 400, 400, 3), 'jpeg');
      for (let index = 0; index < 100; index++) tree[`${name}/${index}.jpg`] = file;
    }
    await writeTree(source, tree);
    const datasets = join(terminal.library, 'datasets');
    const args = ['data', 'import', source, '--name', 'Copies'];
    const first = terminal.start(args);
    let engine: number | undefined;
    while (engine === undefined) {
      await sleep(20);
      const names = await readdir(datasets).catch((): string[] => []);
      const maker = names.map((name) => /^\.import-(\d+)-/.exec(name)?.[1]).find((pid) => pid !== undefined);
      if (maker !== undefined) engine = Number(maker);
    }
    process.kill(engine, 'SIGKILL');
    const { code, stderr } = await first.ended;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/killed|ended|SIGKILL/i);
    expect(await datasetFolders()).toEqual([]);

    const second = await terminal.run(args);
    expect(second.code, second.stderr).toBe(0);
    expect(await readdir(datasets)).toEqual(['copies']);
  });

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
