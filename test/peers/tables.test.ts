import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Terminal } from '../terminal';

const NAMES = ['iris', 'wine', 'breast-cancer', 'digits', 'diabetes'] as const;
const SEEDS = [0, 1, 2];

const scoresSchema = z.record(z.enum(NAMES), z.number());
const importedSchema = z.object({ event: z.literal('done'), dataset: z.string() });
const trainedSchema = z.object({
  event: z.literal('done'),
  test: z.object({ accuracy: z.number().nullable(), r2: z.number().nullable() }),
});

/** A Python with the packages of requirements.txt; `npm run test:peers` makes one. */
const python = process.env['TRAINYARD_PYTHON'];

let folder: string;
let terminal: Terminal;
let theirs: z.infer<typeof scoresSchema>;

beforeAll(async () => {
  if (python === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
  terminal = await Terminal.openEmpty();
  const script = join(import.meta.dirname, 'tables.py');
  const { stdout } = await promisify(execFile)(python, [script, folder]);
  theirs = scoresSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}, 600_000);

afterAll(async () => {
  if (python === undefined) return;
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the preset for tables reaches on the test part, as the mean of several seeds like theirs. */
async function ours(name: (typeof NAMES)[number]): Promise<number> {
  const path = join(folder, `${name}.csv`);
  const { lines, stderr } = await terminal.run(['data', 'import', path, '--name', `sklearn ${name}`]);
  const imported = lines.map((line) => importedSchema.safeParse(line)).find(({ success }) => success);
  if (imported?.data === undefined) throw new Error(`${name} was not imported:\n${stderr}`);
  const preset = name === 'diabetes' ? 'table-regressor' : 'table-classifier';
  let sum = 0;
  for (const seed of SEEDS) {
    const trained = await terminal.run([
      'train',
      preset,
      '--data',
      imported.data.dataset,
      '--seed',
      String(seed),
    ]);
    const { test } = trainedSchema.parse(trained.lines.findLast(({ event }) => event === 'done'));
    sum += (name === 'diabetes' ? test.r2 : test.accuracy) ?? Number.NaN;
  }
  return sum / SEEDS.length;
}

it.skipIf(python === undefined).each(NAMES)(
  "on %s the preset reaches what scikit-learn's own MLP reaches on the same split",
  async (name) => {
    const reached = await ours(name);
    console.log(`${name}: ${reached.toFixed(4)}, scikit-learn ${theirs[name].toFixed(4)}`);
    // A point of accuracy, or three of R².
    expect(reached).toBeGreaterThanOrEqual(theirs[name] - (name === 'diabetes' ? 0.03 : 0.01));
  },
  600_000,
);
