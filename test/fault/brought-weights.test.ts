import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeSafetensors } from '../../src-main/engine/checkpoint/safetensors';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { floats, safetensors, writeTfjs } from '../unit/weights/weight-files';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = [...(await onSmallDataset(terminal)), '--set', 'epochs=1', '--set', 'stop.steps=4'];
});
afterAll(() => terminal.close());

/** So small that four steps leave the weights as they were, but for rounding. */
const STANDING = ['--set', 'optimizer={"name":"sgd","learningRate":1e-9}'];
const LAYERS = [
  '--set',
  'model.layers=[{"type":"flatten"},{"type":"dense","units":6,"activation":"relu"},{"type":"dense","units":10}]',
];
const value = (at: number) => Math.sin(at * 0.37) * 0.1;
const numbers = (count: number, valueOf: (at: number) => number) =>
  Float32Array.from({ length: count }, (_, at) => valueOf(at));

/** The weights of a run's last checkpoint, by name. */
async function weightsOf(run: string): Promise<Map<string, Float32Array>> {
  const folder = join(terminal.library, 'runs', run, 'checkpoints');
  const last = (await readdir(folder)).toSorted().at(-1)!;
  const arrays = decodeSafetensors(await readFile(join(folder, last, 'model.safetensors')));
  return new Map(arrays.map(({ name, values }) => [name, values]));
}
const close = (found: Float32Array | undefined, wanted: Float32Array) => {
  expect(found).toHaveLength(wanted.length);
  expect(Math.max(...wanted.map((one, at) => Math.abs(one - found![at]!)))).toBeLessThan(1e-6);
};

it('a run begins with a PyTorch file’s weights, turned as ours lie, and keeps a copy of its own', async () => {
  const path = join(terminal.library, 'torch.safetensors');
  const arrays = [
    floats('hidden.weight', [6, 784], value),
    floats('hidden.bias', [6], value),
    floats('out.weight', [10, 6], value),
    floats('out.bias', [10], value),
  ];
  await writeFile(path, safetensors(arrays));
  const ended = await terminal.run(['train', 'mlp', '--from', path, ...small, ...LAYERS, ...STANDING]);
  const done = ended.lines.find(({ event }) => event === 'done');
  expect(done, ended.stderr).toMatchObject({ state: 'completed' });
  const run = String(done?.['run']);
  const weights = await weightsOf(run);
  close(
    weights.get('layers.1.kernel'),
    numbers(784 * 6, (at) => value((at % 6) * 784 + Math.floor(at / 6))),
  );
  close(weights.get('layers.2.bias'), numbers(10, value));
  const own = decodeSafetensors(await readFile(join(terminal.library, 'runs', run, 'begin.safetensors')));
  expect(own.map(({ name }) => name)).toEqual(arrays.map(({ name }) => name));
});

it('a run is made of a TensorFlow.js model, and goes on when the file is gone', async () => {
  const folder = join(terminal.library, 'tfjs');
  const dense = (name: string, units: number) => ({ class_name: 'Dense', config: { name, units } });
  await writeTfjs(
    join(folder, 'model.json'),
    [{ class_name: 'Flatten', config: { name: 'flat' } }, dense('a', 5), dense('b', 10)],
    [
      floats('a/kernel', [784, 5], value),
      floats('a/bias', [5], value),
      floats('b/kernel', [5, 10], value),
      floats('b/bias', [10], value),
    ],
    4000,
  );
  const ended = await terminal.run(['train', '--from', folder, ...small, ...STANDING]);
  const done = ended.lines.find(({ event }) => event === 'done');
  expect(done, ended.stderr).toMatchObject({ state: 'completed' });
  const run = String(done?.['run']);
  close((await weightsOf(run)).get('layers.1.kernel'), numbers(784 * 5, value));
  // As if it had been killed before its first checkpoint.
  const runFolder = join(terminal.library, 'runs', run);
  await rm(folder, { recursive: true });
  await rm(join(terminal.library, 'weights'), { recursive: true });
  await rm(join(runFolder, 'checkpoints'), { recursive: true });
  const document: unknown = JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8'));
  await writeFile(
    join(runFolder, 'run.json'),
    JSON.stringify({ ...(document as object), state: 'interrupted' }),
  );
  await rm(join(terminal.library, 'runs-index.json'), { force: true });
  const again = await terminal.run(['resume', run]);
  expect(
    again.lines.find(({ event }) => event === 'done'),
    again.stderr,
  ).toMatchObject({ state: 'completed' });
  close((await weightsOf(run)).get('layers.1.kernel'), numbers(784 * 5, value));
});

it('a file that does not fit, or is none, is refused in a sentence, and there is no run', async () => {
  const before = await readdir(join(terminal.library, 'runs'));
  const wrong = join(terminal.library, 'wrong.safetensors');
  await writeFile(wrong, safetensors([floats('layers.1.kernel', [784, 7]), floats('layers.1.bias', [6])]));
  const misfit = await terminal.run(['train', 'mlp', '--from', wrong, ...small, ...LAYERS]);
  expect(misfit.code).toBe(2);
  expect(misfit.stderr).toContain(
    'layers.1.kernel is 784 × 7 in wrong.safetensors, but this model needs 784 × 6',
  );
  await writeFile(wrong, 'not a model at all');
  const none = await terminal.run(['train', 'mlp', '--from', wrong, ...small, ...LAYERS]);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('is no safetensors file');
  expect(await readdir(join(terminal.library, 'runs'))).toEqual(before);
});
