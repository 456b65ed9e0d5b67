import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dimensionSchema } from '@shared/sweep/space';
import type { DrawQuestion } from '../../../src-main/studio/sweeps/optuna/answer';
import { Optuna } from '../../../src-main/studio/sweeps/optuna/optuna';

const QUESTION: DrawQuestion = {
  study: 'swee',
  sampler: 'tpe',
  seed: 0,
  direction: 'minimize',
  space: [
    dimensionSchema.parse({ scale: 'log', field: 'optimizer.learningRate', min: 1e-4, max: 1e-1 }),
    dimensionSchema.parse({ scale: 'choice', field: 'batchSize', values: [32, 64] }),
  ],
  trials: [],
};
const READY = {
  type: 'ready',
  optuna: '4.6.0',
  python: '3.12.1',
  missing: { tpe: null, cmaes: null, gp: 'scipy torch' },
};
const drawn = (set: unknown) => ({ type: 'drawn', id: 1, set });

let folder: string;
let optuna: Optuna | undefined;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-python-'));
});
afterEach(() => optuna?.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that says something when it is started, and something else when it is asked. */
async function speaking(greeting: unknown, answer: string): Promise<Optuna> {
  const path = join(folder, `python-${count++}`);
  await writeFile(path, `#!/bin/sh\necho '${JSON.stringify(greeting)}'\nread line\n${answer}\n`);
  await chmod(path, 0o755);
  optuna = new Optuna(() => path);
  return optuna;
}
const answering = (answer: unknown) => speaking(READY, `echo '${JSON.stringify(answer)}'; read line`);

// What stands in for Python is a shell's script.
describe.skipIf(process.platform === 'win32')('trials that Python draws', () => {
  it('are taken where they are of the space', async () => {
    const set = [
      ['optimizer.learningRate', 0.01],
      ['batchSize', 32],
    ];
    const asked = await answering(drawn(set));
    expect(await asked.draw(QUESTION)).toEqual({ set, by: 'Optuna 4.6.0' });
  });

  it.each([
    [
      'beyond its range',
      drawn([
        ['optimizer.learningRate', 0.2],
        ['batchSize', 32],
      ]),
    ],
    [
      'no value of a choice',
      drawn([
        ['optimizer.learningRate', 0.01],
        ['batchSize', 48],
      ]),
    ],
    ['a field too few', drawn([['optimizer.learningRate', 0.01]])],
    ['of another question', { ...drawn([]), id: 7 }],
    ['something else', { hello: 'you' }],
  ])('are refused in one sentence where they are not: %s', async (_what, answer) => {
    const asked = await answering(answer);
    await expect(asked.draw(QUESTION)).rejects.toThrow(/^Python answered what is no trial of this sweep: \{/);
  });

  it('are refused where it speaks rubbish, dies, or says that it cannot', async () => {
    const rubbish = await speaking(READY, 'echo "Segmentation fault"; read line');
    await expect(rubbish.draw(QUESTION)).rejects.toThrow(/no trial of this sweep: Segmentation fault/);
    const dying = await speaking(READY, 'echo "out of memory" >&2; exit 3');
    await expect(dying.draw(QUESTION)).rejects.toThrow(
      'Python ended without an answer (code 3): out of memory',
    );
    const failed = await answering({ type: 'failed', id: 1, told: 'ValueError: no.' });
    await expect(failed.draw(QUESTION)).rejects.toThrow('Optuna could not draw a trial: ValueError: no.');
  });

  it('are asked of a new process when the one before is gone', async () => {
    const path = join(folder, 'twice');
    const second = JSON.stringify(
      drawn([
        ['optimizer.learningRate', 0.01],
        ['batchSize', 64],
      ]),
    );
    await writeFile(
      path,
      `#!/bin/sh\necho '${JSON.stringify(READY)}'\nread line\nif [ -e ${folder}/once ]; then echo '${second}'; read line; fi\ntouch ${folder}/once\nexit 1\n`,
    );
    await chmod(path, 0o755);
    optuna = new Optuna(() => path);
    await expect(optuna.draw(QUESTION)).rejects.toThrow(/ended without an answer/);
    expect((await optuna.draw(QUESTION)).set).toHaveLength(2);
  });
});

describe.skipIf(process.platform === 'win32')('what is told where Optuna cannot be used', () => {
  it('is which package a sampler lacks', async () => {
    const asked = await answering(drawn([]));
    const { optuna: version, refused } = await asked.state();
    expect([version, refused.tpe, refused.cmaes]).toEqual(['4.6.0', '', '']);
    expect(refused.gp).toMatch(/^Gaussian process needs scipy and torch: `.*-m pip install scipy torch`\.$/);
    await expect(asked.draw({ ...QUESTION, sampler: 'gp' })).rejects.toThrow(/needs scipy and torch/);
  });

  it.each([
    [{ type: 'unusable', why: 'missing', told: '' }, /has no Optuna: install it with `.*pip install optuna`/],
    [
      { type: 'unusable', why: 'old', told: '2.10.1' },
      /^Optuna 2\.10\.1 is too old, 3\.6 or newer is needed/,
    ],
    [{ type: 'unusable', why: 'broken', told: 'no numpy' }, /cannot be loaded: no numpy/],
    [{ some: 'other program' }, /answered what is no trial/],
  ])('is why: %j', async (greeting, sentence) => {
    const asked = await speaking(greeting, 'exit 0');
    expect((await asked.state()).refused.tpe).toMatch(sentence);
  });

  it('is that the Python that was named cannot be started', async () => {
    optuna = new Optuna(() => join(folder, 'nowhere'));
    expect((await optuna.state()).refused.tpe).toMatch(/nowhere cannot be started/);
  });
});
