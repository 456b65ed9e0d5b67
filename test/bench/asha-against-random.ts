/**
 * Successive halving against random search, on Fashion-MNIST, each with the same budget of epochs and five seeds: the best
 * validation accuracy of each, with its spread, and a paired test. Half an hour to hours; run on a quiet machine:
 *
 *   node test/bench/asha-against-random.ts [LIBRARY] [EPOCHS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const library = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'trainyard-asha-'));
const budget = process.argv[3] ?? '120';
const data = process.env['TRAINYARD_FASHION_MNIST'] ?? '/usr/share/datasets/fashion-mnist';
const SEEDS = [0, 1, 2, 3, 4];
const SPACE = [
  'optimizer.learningRate=log:1e-5..1e-1',
  'optimizer.weightDecay=log:1e-6..1e-2',
  'batchSize=32,64,128,256',
  'model.layers.1.units=log-int:16..512',
];

interface Result {
  accuracy: number;
  trials: number;
  seconds: number;
}

function search(seed: number, isHalved: boolean): Result {
  const space = SPACE.flatMap((dimension) => ['--space', dimension]);
  const out = execFileSync(
    process.execPath,
    [
      resolve('out/main/cli.cjs'),
      ...`sweep --library ${library} --json mlp --data ${data} --metric valAccuracy`.split(' '),
      ...`--set epochs=20 --total-epochs ${budget} --sweep-seed ${seed} --seed ${seed}`.split(' '),
      ...space,
      ...(isHalved ? ['--asha'] : []),
    ],
    { encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const done = JSON.parse(out.trim().split('\n').at(-1)!) as {
    best: { best: number };
    count: { begun: number };
    used: { seconds: number };
  };
  return { accuracy: done.best.best, trials: done.count.begun, seconds: done.used.seconds };
}

const spread = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
};

const results = { asha: [] as Result[], random: [] as Result[] };
for (const seed of SEEDS) {
  for (const [name, isHalved] of [
    ['asha', true],
    ['random', false],
  ] as const) {
    const result = search(seed, isHalved);
    results[name].push(result);
    console.log(
      `${name}, seed ${seed}: ${(100 * result.accuracy).toFixed(2)} %, ${result.trials} trials, ${result.seconds.toFixed(0)} s`,
    );
  }
}
for (const [name, its] of Object.entries(results)) {
  const { mean, deviation } = spread(its.map(({ accuracy }) => accuracy));
  console.log(
    `${name}: ${(100 * mean).toFixed(2)} ± ${(100 * deviation).toFixed(2)} % over ${its.length} seeds`,
  );
}
const differences = SEEDS.map((_, at) => results.asha[at]!.accuracy - results.random[at]!.accuracy);
const { mean, deviation } = spread(differences);
const t = mean / (deviation / Math.sqrt(SEEDS.length));
console.log(
  `difference ${(100 * mean).toFixed(2)} points, t = ${t.toFixed(2)} with ${SEEDS.length - 1} degrees of freedom (2.78 is 5 %)`,
);
