import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { WrittenLayer } from '@shared/spec/layer';
import { importSmallDataset, SMALL } from '../small-dataset';
import { Terminal } from '../terminal';
import { exportedScript, trainedRun } from './exported-run';
import { expectInsideBand } from './loss-band';

/** So many losses have to agree to 1e-5; after them, chaos parts all runs. */
const FIRST = 20;
const PERTURBED = 5;
const python = process.env['TRAINYARD_PYTHON'];
const repliedSchema = z.object({
  losses: z.array(z.number()),
  perturbed: z.array(z.array(z.number())).length(PERTURBED),
});

/** Small enough that its script trains it six times in seconds: JAX's convolutions on a processor are slow. */
const SMALL_CNN: readonly WrittenLayer[] = [
  { type: 'conv2d', filters: 8, activation: 'relu' },
  { type: 'maxPool2d' },
  { type: 'conv2d', filters: 12, activation: 'relu' },
  { type: 'maxPool2d' },
  { type: 'flatten' },
  { type: 'dense', units: 10 },
];

/**
 * With batch norm, and without ReLU and maxima: those switch. Where a value is zero up to rounding, or two are equal, as they are
 * all over a plain background, one library takes the one side and the other the other, and losses jump apart by 1e-5. Where
 * nothing switches only rounding is left, so that a batch norm that is computed otherwise is seen.
 */
const SMOOTH_CNN: readonly WrittenLayer[] = [
  { type: 'conv2d', filters: 8, useBias: false },
  { type: 'batchNorm' },
  { type: 'activation', activation: 'silu' },
  { type: 'avgPool2d' },
  { type: 'conv2d', filters: 12, useBias: false },
  { type: 'batchNorm' },
  { type: 'activation', activation: 'silu' },
  { type: 'avgPool2d' },
  { type: 'flatten' },
  { type: 'dense', units: 10 },
];

const CASES = [
  {
    name: 'MLP',
    preset: 'mlp',
    layers: undefined,
    batchSize: SMALL.batchSize,
    epochs: 2,
    steps: SMALL.stepsPerEpoch,
  },
  // 2,700 samples that train, the last batch smaller.
  { name: 'CNN', preset: 'cnn', layers: SMALL_CNN, batchSize: 32, epochs: 1, steps: 85 },
  {
    name: 'CNN with batch norm',
    preset: 'cnn',
    layers: SMOOTH_CNN,
    batchSize: 32,
    epochs: 1,
    steps: 85,
    // Adam takes steps of the same length where a gradient is all rounding.
    optimizer: { name: 'sgd', learningRate: 0.01 },
  },
] as const;

describe.skipIf(python === undefined)('what an exported Flax script trains, beyond its first steps', () => {
  let terminal: Terminal;
  let folder: string;
  let dataset: string;
  beforeAll(async () => {
    terminal = await Terminal.openEmpty();
    folder = await mkdtemp(join(tmpdir(), 'exported-band-'));
    dataset = await importSmallDataset(terminal);
  }, 120_000);
  afterAll(async () => {
    await terminal.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CASES)('follows the run of the $name as closely as runs follow each other', async (its) => {
    const { name, preset, layers, batchSize, epochs, steps } = its;
    const optimizer = 'optimizer' in its ? its.optimizer : undefined;
    const settings = [
      ...(layers ? [`model.layers=${JSON.stringify(layers)}`] : []),
      ...(optimizer ? [`optimizer=${JSON.stringify(optimizer)}`] : []),
      `batchSize=${batchSize}`,
      `epochs=${epochs}`,
      'test.atEnd=false',
    ];
    const set = settings.flatMap((setting) => ['--set', setting]);
    const run = await trainedRun(terminal, [preset, '--data', dataset, ...set]);
    const ours = [...run.losses];
    expect(ours).toHaveLength(epochs * steps);
    const place = join(folder, name);
    await exportedScript(terminal, run, { format: 'flax', to: place, python: python! });
    const args = [
      join(import.meta.dirname, 'script_band.py'),
      place,
      join(terminal.library, 'datasets', dataset),
      String(PERTURBED),
    ];
    const { stdout } = await promisify(execFile)(python!, args, {
      cwd: place,
      env: { ...process.env, JAX_PLATFORMS: 'cpu' },
      maxBuffer: 1e8,
    });
    const { losses, perturbed } = repliedSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1)!));
    const apart = ours.slice(0, FIRST).map((loss, step) => Math.abs(loss - losses[step]!));
    expect(Math.max(...apart)).toBeLessThan(1e-5);
    const found = expectInsideBand({
      ours,
      reference: losses,
      perturbed,
      stepsPerEpoch: steps,
    });
    console.log(name, { first20: Math.max(...apart), ...found });
  });
});
