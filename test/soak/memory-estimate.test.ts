import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { runDocumentSchema } from '@shared/contract/run';
import { inputShapeOf } from '@shared/data/layout';
import { memoryOf, USUAL_ENGINE_BYTES } from '@shared/model/fit-memory';
import { endAndPeak } from '../engine-peak';
import { writeMadeUpPictures } from '../made-up-pictures';
import { Terminal } from '../terminal';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
const PICTURES = 12_000;
const TABLE_ROWS = 20_000;
/** What the estimate may be of what is used, at most and at least: a fifth is what the form is held to. */
const WITHIN = [0.8, 1.25] as const;

interface Measured {
  name: string;
  /** a preset */
  preset: string;
  data: 'digits' | 'many' | 'colours' | 'table';
  settings?: readonly string[];
  inShort?: boolean;
}

const layers = (...all: object[]) => `model.layers=${JSON.stringify(all)}`;
const wide = layers(
  { type: 'flatten' },
  { type: 'dense', units: 4096, activation: 'relu' },
  { type: 'dense', units: 4096, activation: 'relu' },
  { type: 'dense', units: 10 },
);
const plainSgd = `optimizer=${JSON.stringify({ name: 'sgd', learningRate: 0.01 })}`;
const augment = `augment=${JSON.stringify({ shift: 0.1, rotate: 10 })}`;

/** Quite different from each other: what they take most of is weights, activations, or samples. */
const MEASURED: readonly Measured[] = [
  { name: 'an MLP of 0.2 M weights', preset: 'mlp', data: 'digits' },
  { name: 'an MLP of 20 M weights', preset: 'mlp', data: 'digits', settings: [wide], inShort: true },
  { name: 'the same with SGD', preset: 'mlp', data: 'digits', settings: [wide, plainSgd] },
  { name: 'the same with averaged weights', preset: 'mlp', data: 'digits', settings: [wide, 'ema=0.999'] },
  {
    name: 'the same without norms and histograms',
    preset: 'mlp',
    data: 'digits',
    settings: [wide, 'record.normsEvery=0', 'record.histograms=false'],
  },
  { name: 'an MLP on 188 MB of samples', preset: 'mlp', data: 'many' },
  { name: 'the CNN, batches of 64', preset: 'cnn', data: 'digits', inShort: true },
  {
    name: 'the CNN, batches of 512 with SGD',
    preset: 'cnn',
    data: 'digits',
    settings: ['batchSize=512', plainSgd],
  },
  {
    name: 'the CNN, batches of 256 in 4 parts',
    preset: 'cnn',
    data: 'digits',
    settings: ['batchSize=256', 'microBatches=4'],
  },
  {
    name: 'the CNN, batches of 256 with averaged weights, augmented',
    preset: 'cnn',
    data: 'digits',
    settings: ['batchSize=256', 'ema=0.999', augment],
  },
  { name: 'ResNet-20, batches of 32', preset: 'resnet', data: 'colours', settings: ['batchSize=32'] },
  { name: 'ResNet-20, batches of 128', preset: 'resnet', data: 'colours', settings: ['batchSize=128'] },
  { name: 'an MLP on a table', preset: 'table-classifier', data: 'table', inShort: true },
];

/** Rows of twenty numbers, in three classes. */
const tableText = (): string => {
  const names = Array.from({ length: 20 }, (_, column) => `x${column}`);
  const rows = Array.from({ length: TABLE_ROWS }, (_, row) =>
    [...names.map((_name, column) => Math.sin(row * 0.37 + column).toFixed(4)), `class ${row % 3}`].join(),
  );
  return [[...names, 'target'].join(), ...rows].join('\n');
};

let terminal: Terminal;
/** their ids, by what they are called here */
let datasets: Record<Measured['data'], string>;
let engineBytes: number;

beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  const made = (id: string, count: number, shape: [number, number, number]) => {
    writeMadeUpPictures(join(terminal.library, 'datasets', id), { id, count, validation: 1000, shape });
    return id;
  };
  const csv = join(terminal.library, 'table.csv');
  writeFileSync(csv, tableText());
  const imported = await terminal.run(['data', 'import', csv, '--name', 'Table', '--target', 'target']);
  expect(imported.code, imported.stderr).toBe(0);
  datasets = {
    digits: made('digits', PICTURES, [28, 28, 1]),
    many: made('many', 20 * PICTURES, [28, 28, 1]),
    colours: made('colours', PICTURES, [32, 32, 3]),
    table: String(imported.lines.find(({ event }) => event === 'done')?.['dataset']),
  };
  const { lines } = await terminal.run(['doctor']);
  const cpu = lines.find((line) => line.event === 'backend' && line['kind'] === 'cpu');
  engineBytes = Number(cpu?.['engineBytes'] ?? 0) || USUAL_ENGINE_BYTES;
}, 600_000);
afterAll(() => terminal.close());

describe.skipIf(process.platform !== 'linux')('what the form says that a run will take', () => {
  it.each(MEASURED.filter(({ inShort }) => inShort || !isShort).map((one) => [one.name, one] as const))(
    '%s',
    async (name, { preset, data, settings = [] }) => {
      const always = ['epochs=3', 'stop.steps=100', 'checkpoint.everySteps=25', 'test.atEnd=false'];
      const { end, peak } = await endAndPeak(
        terminal.start([
          'train',
          preset,
          '--data',
          datasets[data],
          ...[...always, ...settings].flatMap((setting) => ['--set', setting]),
        ]),
      );
      expect(end.code, end.stderr).toBe(0);
      const runFolder = String(end.lines.find(({ event }) => event === 'queued')?.['folder']);
      const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as unknown;
      const { spec, numerics } = runDocumentSchema.parse(read(runFolder, 'run.json'));
      expect(numerics?.backend).toBe('cpu');
      const document = datasetDocumentSchema.parse(
        read(terminal.library, 'datasets', datasets[data], 'dataset.json'),
      );
      const trainedOn = {
        shape: inputShapeOf(document.input),
        trainCount: document.splits.train.count,
        input: document.input,
      };
      const estimate = memoryOf(spec, trainedOn, engineBytes)();
      const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
      console.log(
        `${name}: ${megabytes(peak)} used, ${megabytes(estimate)} estimated, ${(estimate / peak).toFixed(2)}`,
      );
      expect(estimate / peak).toBeGreaterThan(WITHIN[0]);
      expect(estimate / peak).toBeLessThan(WITHIN[1]);
    },
    600_000,
  );
});
