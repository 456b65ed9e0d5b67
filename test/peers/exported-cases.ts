import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { augmentSchema } from '@shared/spec/augment';
import type { WrittenLayer } from '@shared/spec/layer';
import { importSmallDataset } from '../small-dataset';
import type { Terminal } from '../terminal';

/** Three numbers, one of them missing now and then, and a category; the targets are made up by a formula. */
function table(rows: number): Record<'kind' | 'value', string> {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const all = Array.from({ length: rows }, () => {
    const [a, b, c] = [random() * 10, random() * 100 - 50, random()];
    const city = ['Berlin', 'Paris', 'Rome'][Math.floor(random() * 3)]!;
    const value = a + b / 10 + (city === 'Rome' ? 3 : 0) + random();
    const kind = value > 8 ? 'high' : value > 4 ? 'middle' : 'low';
    const shown = random() < 0.1 ? '' : b.toFixed(2);
    return { columns: [a.toFixed(3), shown, c.toFixed(4), city].join(), kind, value: value.toFixed(3) };
  });
  const csv = (target: 'kind' | 'value') =>
    [`a,b,c,city,${target}`, ...all.map((row) => `${row.columns},${row[target]}`)].join('\n');
  return { kind: csv('kind'), value: csv('value') };
}

export const PREDICTED_ROW = 'a,b,c,city\n3.5,,0.25,Rome\n';

/** A picture in the simplest of all formats, of another size than the model takes. */
export const GREY_PICTURE = `P2\n2 2\n255\n0 80\n160 255\n`;

export type CaseData = 'pictures' | 'kind' | 'value';

/** @returns ids of datasets in the terminal's library */
export async function importData(terminal: Terminal): Promise<Record<CaseData, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'exported-data-'));
  try {
    const texts = table(600);
    const imported = async (target: 'kind' | 'value') => {
      const path = join(folder, `${target}.csv`);
      await writeFile(path, texts[target]);
      const { lines, stderr } = await terminal.run(['data', 'import', path, '--name', `Made up ${target}`]);
      const done = lines.find(({ event }) => event === 'done');
      if (done === undefined) throw new Error(stderr);
      return String(done['dataset']);
    };
    return {
      pictures: await importSmallDataset(terminal),
      kind: await imported('kind'),
      value: await imported('value'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a run is asked for in the terminal. */
export interface Case {
  name: string;
  data: CaseData;
  args: string[];
}

const set = (path: string, value: unknown): string[] => ['--set', `${path}=${JSON.stringify(value)}`];
const layers = (...list: readonly WrittenLayer[]): string[] => set('model.layers', list);
const augment = (some: z.input<typeof augmentSchema>): string[] => set('augment', some);

/** Beside the five kinds of model, two that have most of what the others do not. */
export const CASES: readonly Case[] = [
  { name: 'MLP', data: 'pictures', args: ['mlp'] },
  {
    name: 'CNN with batch norm and dropout',
    data: 'pictures',
    args: [
      'cnn',
      ...layers(
        { type: 'conv2d', filters: 8, useBias: false },
        { type: 'batchNorm' },
        { type: 'activation' },
        { type: 'maxPool2d' },
        { type: 'dropout', rate: 0.25 },
        { type: 'flatten' },
        { type: 'dense', units: 32, activation: 'gelu' },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 10 },
      ),
      ...set('optimizer', {
        name: 'adamw',
        learningRate: 0.001,
        clip: { by: 'global-norm', max: 1 },
        schedule: { name: 'warmup-cosine', warmupSteps: 10 },
      }),
      ...set('labelSmoothing', 0.1),
      ...set('ema', 0.9),
    ],
  },
  {
    name: 'residual CNN',
    data: 'pictures',
    args: [
      'resnet',
      ...layers(
        { type: 'conv2d', filters: 8, strides: 2, useBias: false, initializer: 'he-normal' },
        { type: 'batchNorm' },
        { type: 'activation' },
        { type: 'residualBlock', filters: 8 },
        { type: 'residualBlock', filters: 16, strides: 2 },
        { type: 'globalAvgPool2d' },
        { type: 'dense', units: 10 },
      ),
      ...set('optimizer', {
        name: 'sgd',
        learningRate: 0.005,
        momentum: 0.9,
        nesterov: true,
        weightDecay: 1e-3,
      }),
    ],
  },
  { name: 'tabular classifier', data: 'kind', args: ['table-classifier'] },
  { name: 'tabular regressor', data: 'value', args: ['table-regressor', ...set('loss', 'huber')] },
  {
    name: 'CNN on pictures that are changed, in parts, some of it frozen',
    data: 'pictures',
    args: [
      'cnn',
      ...layers(
        { type: 'normalization' },
        {
          type: 'conv2d',
          filters: 6,
          kernelSize: 4,
          strides: 2,
          frozen: true,
          initializer: 'glorot-uniform',
        },
        { type: 'depthwiseConv2d', kernelSize: 3, padding: 'valid', activation: 'silu' },
        { type: 'layerNorm' },
        { type: 'avgPool2d' },
        { type: 'dropout', rate: 0.2 },
        { type: 'flatten' },
        { type: 'batchNorm', frozen: true },
        { type: 'dense', units: 10 },
      ),
      ...augment({
        shift: 0.1,
        rotate: 10,
        zoom: 0.1,
        shear: 5,
        crop: 1,
        flipHorizontal: true,
        brightness: 0.1,
        contrast: 0.1,
        noise: 0.02,
        cutout: 0.2,
      }),
      ...set('microBatches', 3),
      ...set('loss', 'binary-cross-entropy'),
      ...set('optimizer', {
        name: 'nadam',
        learningRate: 0.002,
        clip: { by: 'value', max: 0.01 },
        schedule: { name: 'one-cycle' },
        weightDecay: 0.01,
      }),
    ],
  },
  {
    name: 'MLP on mixtures, with a rate that falls on a plateau',
    data: 'pictures',
    args: [
      'mlp',
      ...augment({ mixup: 0.3, crop: 2, outside: 'edge' }),
      ...set('optimizer', {
        name: 'sgd',
        learningRate: 0.05,
        momentum: 0.9,
        schedule: { name: 'reduce-on-plateau' },
      }),
      ...set('earlyStopping', { patience: 3, monitor: 'valMacroF1' }),
    ],
  },
  {
    name: 'MLP on mixtures, by LAMB',
    data: 'pictures',
    args: [
      'mlp',
      ...augment({ mixup: 0.3 }),
      ...set('batchSize', 64),
      // An array that is exactly 0 has a trust ratio of 1: moved by 1e-7, it would take steps 1e-7 as long.
      ...set('optimizer', { name: 'lamb', learningRate: 0.01 }),
    ],
  },
];
