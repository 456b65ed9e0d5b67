import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';
import { step } from '../lib/say.mjs';
import { benchPython, installPeers } from './environment.mjs';
import { describeMachine } from './machine.mjs';
import { median } from './statistics.mjs';
import { table } from './table.mjs';

/** Measures how quickly batches are prepared beside PyTorch's DataLoader, and writes docs/loader-benchmark.md. */
const { values } = parseArgs({
  options: {
    loader: { type: 'boolean' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
  },
});
const folder = inRoot('.cache/bench/loader');
const digits = inRoot('.cache/bench/loader-digits');

const bundle = () =>
  build({
    configFile: false,
    root: inRoot(),
    logLevel: 'warn',
    resolve: { alias: { '@shared': inRoot('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          loader: inRoot('test/bench/loader.ts'),
          'batch-worker': inRoot('src-main/engine/data/batches/batch-worker.ts'),
        },
        external: [/^@tensorflow\//, /^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'shared/[name]-[hash].mjs' },
      },
    },
  });

const lines = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"what"'))
    .map((line) => JSON.parse(line));

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** "12,300 (11,900 to 12,800)", of the lines that fit. */
function figure(all, wanted, of = 'rate', words = (value) => whole.format(value)) {
  const some = all
    .filter((line) => Object.entries(wanted).every(([key, value]) => line[key] === value))
    .map((line) => line[of]);
  if (some.length === 0) return 'not measured';
  return `${words(median(some))} (${words(Math.min(...some))} to ${words(Math.max(...some))})`;
}

const WORDS = {
  none: 'none',
  affine: 'shift, rotate, zoom',
  all: 'those, shear, flip, brightness, contrast, noise, cutout',
};

function report(ours, torch, missing) {
  const machine = describeMachine();
  const loaders = Object.keys(WORDS).flatMap((augment) =>
    (augment === 'none' ? [0, 1, 2] : [1, 2]).map((workers) => [
      WORDS[augment],
      workers === 0 ? 'none: in memory' : String(workers),
      figure(ours, { what: 'loader', augment, workers }),
      workers === 0 ? '' : figure(torch, { augment, workers }),
    ]),
  );
  const training = ['cnn', 'mlp'].flatMap((preset) =>
    Object.keys(WORDS).flatMap((augment) =>
      (augment === 'none' ? [0, 1] : [1]).map((workers) => {
        const wanted = { what: 'training', preset, augment, workers };
        return [
          preset === 'cnn' ? 'CNN, batches of 64' : 'MLP, batches of 128',
          WORDS[augment],
          workers === 0 ? 'in memory' : 'from files, 1 thread',
          figure(ours, wanted),
          figure(ours, wanted, 'waiting', percent),
        ];
      }),
    ),
  );
  return `# Preparing batches

Written by \`npm run bench -- --loader\`${values.rounds === '3' && values.seconds === '3' ? '' : ` \`--rounds ${values.rounds} --seconds ${values.seconds}\``} on ${new Date().toISOString().slice(0, 10)}: ${machine.cpu ?? 'this machine'}, ${machine.cores} cores, which others used at
the same time (load average of the last 15 minutes at the end: ${fs.existsSync('/proc/loadavg') ? fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[2] : 'unknown'}). Medians of ${values.rounds} rounds, and in brackets the lowest and the highest.
60,000 drawn digits of 28 × 28.

## Samples a second

Batches of 64 until they could be handed over. PyTorch ${torch[0]?.version ?? ''} takes whole batches in its DataLoader's worker processes, from
memory, and moves them with one \`grid_sample\`; Trainyard reads each row from its file${missing ? ` (PyTorch is missing: ${missing})` : ''}.

${table(['Augmentation', 'Workers', 'Trainyard', 'PyTorch DataLoader'], loaders)}

## Training, and the share of its time that it waits for batches

Two threads for TensorFlow, which the preparing thread has to share the cores with.

${table(['Model', 'Augmentation', 'Samples', 'Samples/s', 'Waiting'], training)}
`;
}

const missing = await installPeers(['torch']);
await step('bundling', bundle);
const run = (what, command) => step(what, () => capture(command[0], command.slice(1)));
const ours = lines(
  await run('measuring Trainyard', [
    ownNode,
    `${folder}/loader.mjs`,
    digits,
    `${folder}/batch-worker.mjs`,
    values.seconds,
    values.rounds,
  ]),
);
const torch = missing.torch
  ? []
  : lines(
      await run("measuring PyTorch's DataLoader", [
        benchPython,
        inRoot('test/bench/peers/loader.py'),
        digits,
        values.seconds,
        values.rounds,
      ]).catch(() => ''),
    );
fs.writeFileSync(inRoot('docs/loader-benchmark.md'), report(ours, torch, missing.torch));
