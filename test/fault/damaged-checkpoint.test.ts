import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

const TRAIN = ['train', 'mlp', '--set', 'epochs=8', '--set', 'checkpoint.everySteps=20'];
/** In the middle of the fifth epoch. */
const KILLED_AT = 'before rename a new folder#14';

/** As `TRAIN`, on the small dataset. */
async function small(terminal: Terminal): Promise<string[]> {
  return [...TRAIN, ...(await onSmallDataset(terminal))];
}

/** A library with a run that was interrupted, and the hashes of one that was not. */
let interrupted: Terminal;
let expected: string[];
const copies: string[] = [];

const runFolder = (library: string): string => {
  const [run] = readdirSync(join(library, 'runs'));
  return join(library, 'runs', run!);
};
const checkpointsOf = (library: string): string[] =>
  readdirSync(join(runFolder(library), 'checkpoints'))
    .filter((name) => !name.startsWith('.'))
    .sort();

function flip(path: string): void {
  const file = openSync(path, 'r+');
  const at = Math.floor(statSync(path).size / 2);
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, at);
  byte[0]! ^= 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}
const cutOff = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));

beforeAll(async () => {
  const whole = await Terminal.openEmpty();
  const trained = await whole.run(await small(whole));
  expect(trained.code, trained.stderr).toBe(0);
  expected = lastCheckpointHashes(runFolder(whole.library));
  await whole.close();
  interrupted = await Terminal.openEmpty();
  const killed = await interrupted.run(await small(interrupted), { TRAINYARD_CRASH_AT: KILLED_AT });
  expect(killed.code).not.toBe(0);
});
afterAll(async () => {
  await interrupted.close();
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

async function copy(): Promise<Terminal> {
  const library = join(mkdtempSync(join(tmpdir(), 'trainyard-damaged-')), 'library');
  copies.push(join(library, '..'));
  cpSync(interrupted.library, library, { recursive: true });
  return Terminal.open(library);
}

const FILES = ['model.safetensors', 'optimizer.safetensors', 'state.json', 'checkpoint.json'];

describe.each([
  ['a changed byte', flip],
  ['a torn end', cutOff],
])('%s in a file of each of the last checkpoints, another file in each', (_, damage) => {
  it('is named, the newest whole one is used, and the run ends the same, bit for bit', async () => {
    const terminal = await copy();
    const { library } = terminal;
    const [whole, ...damaged] = checkpointsOf(library).slice(-1 - FILES.length);
    for (const [index, name] of damaged.entries()) {
      damage(join(runFolder(library), 'checkpoints', name, FILES[index]!));
    }
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(lastCheckpointHashes(runFolder(library))).toEqual(expected);
    const [run] = (await terminal.run(['show', 'last'])).lines as unknown as {
      events: { text: string }[];
    }[];
    const texts = run!.events.map(({ text }) => text);
    for (const [index, name] of damaged.entries()) {
      expect(texts).toContainEqual(
        expect.stringMatching(new RegExp(`${name} is damaged.*${FILES[index]!.replace('.', '\\.')}`)),
      );
    }
    expect(texts).toContainEqual(expect.stringContaining(`Going on from step ${whole!.split('-')[1]} `));
    const listed = (await terminal.run(['checkpoints', 'last'])).lines as {
      id?: string;
      problem?: string;
    }[];
    // One that cannot be read at all is not in the list; the others say what is wrong.
    expect(listed.filter(({ id, problem }) => damaged.includes(id!) && problem === '')).toEqual([]);
  });
});

describe('a run of which every checkpoint is damaged', () => {
  it('says so, and starts anew when it is resumed again', async () => {
    const terminal = await copy();
    const { library } = terminal;
    for (const name of checkpointsOf(library)) {
      flip(join(runFolder(library), 'checkpoints', name, 'model.safetensors'));
    }
    const refused = await terminal.run(['resume', 'last']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('No checkpoint of this run can be read');
    const again = await terminal.run(['resume', 'last']);
    expect(again.code, again.stderr).toBe(0);
    expect(lastCheckpointHashes(runFolder(library))).toEqual(expected);
  });
});
