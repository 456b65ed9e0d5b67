import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outcomeOf } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

const TEMPLATE = resolve('docs/slurm/train.sbatch');

let terminal: Terminal;
let data: string[];
let place: string;
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  data = await onSmallDataset(terminal);
  place = await mkdtemp(join(tmpdir(), 'trainyard-slurm-'));
  const script = async (name: string, text: string) => {
    await writeFile(join(place, name), `#!/bin/bash\n${text}\n`);
    await chmod(join(place, name), 0o755);
  };
  await script('trainyard', `exec "${process.execPath}" "${resolve('out/main/cli.cjs')}" "$@"`);
  await script('scontrol', `echo "$@" >> "${join(place, 'told')}"`);
});
afterAll(async () => {
  await terminal?.close();
  if (place) await rm(place, { recursive: true, force: true });
});

const told = () => (existsSync(join(place, 'told')) ? readFileSync(join(place, 'told'), 'utf8') : '');

/** The template as plain bash, as Slurm starts a task of an array. */
function startTask(options: string) {
  const child = spawn('bash', [TEMPLATE, 'mlp', options], {
    env: {
      ...process.env,
      PATH: `${place}${delimiter}${process.env['PATH'] ?? ''}`,
      SLURM_ARRAY_JOB_ID: '7',
      SLURM_ARRAY_TASK_ID: '1',
      SLURM_JOB_ID: '9',
      TRAINYARD_DATASET: join(terminal.library, 'datasets', data[data.indexOf('--data') + 1]!),
      TRAINYARD_RUNS: join(place, 'runs'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolved) => {
    child.on('close', (code) => resolved({ code, output }));
  });
  return { child, ended };
}

it('a task whose time is over is put into the queue again, and comes to the very same end', async () => {
  const rest = ['--set', 'epochs=30', '--set', 'model.layers.1.units=16'];
  const settings = data.filter((_, at) => at !== data.indexOf('--data') && at !== data.indexOf('--data') + 1);
  const options = join(place, 'options.txt');
  await writeFile(options, `--seed 0\n${['--seed', '1', ...rest, ...settings].join(' ')}\n`);
  const whole = await terminal.run(['train', 'mlp', '--seed', '1', ...rest, ...data]);
  expect(whole.code, whole.stderr).toBe(0);
  const here = String(whole.lines.find(({ event }) => event === 'done')?.['folder']);

  const runs = join(place, 'runs', '7-1', 'runs');
  const checkpoints = () =>
    existsSync(runs)
      ? readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.endsWith('checkpoint.json'),
        )
      : [];
  const first = startTask(options);
  await expect.poll(() => checkpoints().length, { timeout: 120_000, interval: 50 }).toBeGreaterThan(0);
  first.child.kill('SIGTERM');
  const stopped = await first.ended;
  expect(stopped.code, stopped.output).toBe(0);
  expect(told()).toBe('requeue 9\n');

  const second = await startTask(options).ended;
  expect(second.code, second.output).toBe(0);
  const [run] = readdirSync(runs).filter((name) => !name.startsWith('.'));
  expect(await outcomeOf(join(runs, run!))).toEqual(await outcomeOf(here));
  // One that is done is not done again.
  const third = await startTask(options).ended;
  expect(third.code, third.output).toBe(0);
  expect(told()).toBe('requeue 9\n');
  expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(1);
});
