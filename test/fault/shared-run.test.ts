import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

let from: Terminal;
let to: Terminal;
let folder: string;
let file: string;
let run: string;

const filesOf = async (terminal: Terminal) => {
  const entries = await readdir(join(terminal.library, 'runs', run), {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(terminal.library, 'runs', run).length + 1))
    .sort();
};
/** Every name in the folder of runs, what is hidden there included. */
const inRuns = (terminal: Terminal) => readdir(join(terminal.library, 'runs')).catch(() => []);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-shared-'));
  from = await Terminal.openEmpty();
  to = await Terminal.openEmpty();
  const train = ['train', 'mlp', ...(await onSmallDataset(from)), '--set', 'epochs=3'];
  const trained = await from.run(train);
  expect(trained.code, trained.stderr).toBe(0);
  [run = ''] = await inRuns(from);
  file = join(folder, 'a run.trainyard-run');
  const shared = await from.run(['share', 'last', '--to', file, '--checkpoints', 'all']);
  expect(shared.code, shared.stderr).toBe(0);
});
afterAll(async () => {
  await Promise.all([from.close(), to.close(), rm(folder, { recursive: true, force: true })]);
});

/** A copy of the file with other things in it. */
async function repacked(name: string, change: (files: Record<string, Uint8Array>) => void): Promise<string> {
  const files = unzipSync(new Uint8Array(await readFile(file)));
  change(files);
  const path = join(folder, name);
  await writeFile(path, zipSync(files, { level: 0 }));
  return path;
}

async function expectRefused(path: string, words: string): Promise<void> {
  const refused = await to.run(['open', path]);
  expect(refused.code).not.toBe(0);
  expect(`${refused.stderr}${refused.stdout}`).toContain(words);
  expect(await inRuns(to)).toEqual([]);
}

describe('a file with a run that is not what it says', () => {
  it('is refused when one byte differs, wherever it is', async () => {
    const bytes = await readFile(file);
    for (const share of [0.2, 0.5, 0.8]) {
      const damaged = Buffer.from(bytes);
      const at = Math.floor(bytes.length * share);
      damaged[at] = damaged[at]! ^ 0x40;
      const path = join(folder, 'damaged.trainyard-run');
      await writeFile(path, damaged);
      await expectRefused(path, 'damaged');
    }
  });

  it('is refused when it was cut off', async () => {
    const path = join(folder, 'cut.trainyard-run');
    await writeFile(path, (await readFile(file)).subarray(0, 50_000));
    await expectRefused(path, 'not a whole zip file');
  });

  it('is refused when it holds something beside its run', async () => {
    const evil = strToU8('evil');
    const beside = (name: string) => (files: Record<string, Uint8Array>) => {
      files[name] = evil;
    };
    await expectRefused(await repacked('a.trainyard-run', beside('../../evil.txt')), 'no file of its run');
    await expectRefused(await repacked('b.trainyard-run', beside('/tmp/evil.txt')), 'no file of its run');
  });

  it('is refused when its list names a path that leads elsewhere', async () => {
    const path = await repacked('c.trainyard-run', (files) => {
      const manifest = JSON.parse(Buffer.from(files['manifest.json']!).toString()) as {
        files: { path: string }[];
      };
      manifest.files[0]!.path = 'checkpoints/../../../evil.txt';
      files['manifest.json'] = strToU8(JSON.stringify(manifest));
    });
    await expectRefused(path, 'it is no file of a run');
  });

  it('is refused when it is any other zip file, or none', async () => {
    const zip = join(folder, 'other.trainyard-run');
    await writeFile(zip, zipSync({ 'a.txt': strToU8('a') }));
    await expectRefused(zip, 'holds no run of Trainyard');
    await copyFile(join(from.library, 'runs', run, 'run.json'), zip);
    await expectRefused(zip, 'is no run that Trainyard shared');
    await writeFile(zip, '');
    await expectRefused(zip, 'is no run that Trainyard shared');
  });
});

describe('a run in a file', () => {
  it('is there as a whole or not at all when opening it is killed', async () => {
    const killed = await to.run(['open', file], { TRAINYARD_CRASH_AT: 'before taking over a new folder' });
    expect(killed.code).toBeNull();
    expect((await inRuns(to)).length).toBe(1);
    expect((await to.run(['runs'])).lines).toEqual([]);
    expect(await inRuns(to)).toEqual([]);
  });

  it('comes out as it went in', async () => {
    const opened = await to.run(['open', file]);
    expect(opened.code, opened.stderr).toBe(0);
    expect(await filesOf(to)).toEqual(await filesOf(from));
    for (const name of await filesOf(from)) {
      const [before, after] = await Promise.all(
        [from, to].map((terminal) => readFile(join(terminal.library, 'runs', run, name))),
      );
      // Where it came from is a new line of its log.
      if (name === 'events.jsonl') expect(after!.subarray(0, before!.length).equals(before!)).toBe(true);
      else expect(after!.equals(before!), name).toBe(true);
    }
    const shown = async (terminal: Terminal) => (await terminal.run(['checkpoints', 'last'])).lines;
    expect(await shown(to)).toEqual(await shown(from));
  });

  it('is not taken twice, and says under which name it is there', async () => {
    const again = await to.run(['open', file]);
    expect(again.code).not.toBe(0);
    expect(`${again.stderr}${again.stdout}`).toContain('is in the library already');
    await to.run(['discard', 'last']);
    const binned = await to.run(['open', file]);
    expect(`${binned.stderr}${binned.stdout}`).toContain('is in the bin');
  });

  it('is not written over another file', async () => {
    const again = await from.run(['share', 'last', '--to', file]);
    expect(again.code).not.toBe(0);
    expect(`${again.stderr}${again.stdout}`).toContain('is there already');
  });
});
