import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot, readJson, writeJson } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { explain, Problem, say, step } from '../lib/say.mjs';
import { fashionMnist } from './fashion-mnist.mjs';
import { describeMachine } from './machine.mjs';
import { sweepsReport } from './sweeps-report.mjs';

/**
 * Successive halving against random search on Fashion-MNIST: each with the same budget of epochs, the same seeds, and the
 * same trials in the same order, of which the one stops the hopeless ones. Writes docs/sweep-benchmark.md.
 */
const { values } = parseArgs({
  options: {
    sweeps: { type: 'boolean' },
    quick: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    budget: { type: 'string' },
    epochs: { type: 'string' },
    render: { type: 'boolean', default: false },
  },
});
const cli = inRoot('out/main/cli.cjs');
const lastRun = inRoot('.cache/bench/sweeps/last-run.json');
const number = (text, otherwise, name) => {
  const value = Number(text ?? otherwise);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Problem(`--${name} is "${text}": give a whole number above 0.`);
};
const SPACE = [
  'optimizer.learningRate=log:1e-5..1e-1',
  'optimizer.weightDecay=log:1e-6..1e-2',
  'batchSize=64,128,256',
  'model.layers.1.units=log-int:16..512',
];

/** One search in a library of its own: what it found, and what it had found after so many epochs. */
async function search(library, seed, isHalved, { budget, epochs }) {
  const since = performance.now();
  const args = [
    ...`sweep mlp --library ${library} --json --data fashion-mnist --metric valAccuracy`.split(' '),
    ...`--set epochs=${epochs} --total-epochs ${budget} --sweep-seed ${seed} --seed ${seed}`.split(' '),
    ...SPACE.flatMap((dimension) => ['--space', dimension]),
    ...(isHalved ? ['--asha'] : []),
  ];
  const output = await capture(ownNode, [cli, ...args]);
  const done = JSON.parse(output.trim().split('\n').at(-1));
  if (done.event !== 'done' || !done.best) throw new Problem('A sweep came to nothing.', undefined, output);
  let used = 0;
  let best = 0;
  const found = done.trials.map((trial) => {
    used += trial.epoch;
    best = Math.max(best, trial.best ?? 0);
    return { epochs: used, best };
  });
  return {
    accuracy: done.best.best,
    trials: done.count.begun,
    stopped: done.count.cut,
    epochs: done.used.epochs,
    trained: done.used.seconds,
    seconds: (performance.now() - since) / 1000,
    found,
  };
}

async function measure() {
  const source = fashionMnist();
  if (!source)
    throw new Problem('Fashion-MNIST was not found.', 'Name its folder in TRAINYARD_FASHION_MNIST.');
  const seeds = number(values.seeds, values.quick ? 2 : 5, 'seeds');
  const options = {
    budget: number(values.budget, values.quick ? 6 : 45, 'budget'),
    epochs: number(values.epochs, values.quick ? 3 : 9, 'epochs'),
  };
  const library = fs.mkdtempSync(path.join(os.tmpdir(), 'trainyard-sweeps-'));
  const load = () => os.loadavg()[0];
  const run = {
    version: 1,
    startedAt: new Date().toISOString(),
    isQuick: values.quick,
    machine: describeMachine(),
    options,
    space: SPACE,
    load: [load()],
    rounds: [],
  };
  try {
    await step('importing Fashion-MNIST', () =>
      capture(ownNode, [cli, 'data', 'import', source, '--library', library]),
    );
    for (let seed = 0; seed < seeds; seed++) {
      const round = { seed };
      // Each goes first in turn: a machine that grows slower is not held against the same one.
      for (const isHalved of seed % 2 === 0 ? [true, false] : [false, true]) {
        const name = isHalved ? 'asha' : 'random';
        round[name] = await step(`seed ${seed}, ${name}`, () => search(library, seed, isHalved, options));
        const { accuracy, trials, seconds } = round[name];
        say(`  ${(100 * accuracy).toFixed(2)} % in ${trials} trials and ${seconds.toFixed(0)} s`);
      }
      run.rounds.push(round);
      run.load.push(load());
      writeJson(lastRun, run);
    }
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('A sweep failed.', undefined, lastLines(error));
  } finally {
    fs.rmSync(library, { recursive: true, force: true });
  }
  return run;
}

try {
  const run = values.render ? readJson(lastRun) : await measure();
  if (!run) throw new Problem('There was no run yet.', 'Do one with `npm run bench -- --sweeps`.');
  // Of a few seeds nothing is told.
  const file = inRoot(run.isQuick ? '.cache/bench/trial/sweep-benchmark.md' : 'docs/sweep-benchmark.md');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = sweepsReport(run);
  fs.writeFileSync(file, text);
  console.log(text);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
