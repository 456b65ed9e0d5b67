import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { likelihoods } from '@shared/metrics/likelihoods';
import { sizeOf } from '@shared/model/shape';
import { pictureOf } from '@shared/pictures/drawn-picture';
import { presets, type PresetId } from '@shared/spec/presets';
import { loadBackend } from '../../src-main/engine/backend/backend';
import type { ExportedFile, ExportedModel } from '../../src-main/engine/export/exported-model';
import { firstLayerInputs } from '../../src-main/engine/export/first-layer-inputs';
import type { TrialSamples } from '../../src-main/engine/export/format-maker';
import { savedmodel } from '../../src-main/engine/export/savedmodel/format';
import { tfjs } from '../../src-main/engine/export/tfjs/format';
import { PictureDecoder } from '../../src-main/engine/data/pictures/decode';
import { loadSharp } from '../../src-main/engine/data/pictures/load-sharp';
import { preparePicture } from '../../src-main/engine/predict/prepare-picture';
import { tensorboardFiles } from '../../src-main/metrics-files/tensorboard';
import { ownAnswers, randomExportedModel } from '../exported-model';

const SAMPLES = 64;
const PAGE_SAMPLES = 4;
/** A Python that has TensorFlow: the benchmark's, where that was made. */
const tensorflow = process.env['TRAINYARD_TENSORFLOW_PYTHON'];
const browserProgram = process.env['TRAINYARD_CHROMIUM'];
if (tensorflow === undefined) {
  console.warn(
    'SKIPPED: no Python with TensorFlow reads SavedModels and event files; `npm run bench` makes one.',
  );
}
if (browserProgram === undefined) console.warn('SKIPPED: no Chromium opens the exported pages.');

const digits = [...'0123456789'];
const GREY: DatasetInput = { type: 'pictures', shape: [28, 28, 1] };
const COLOUR: DatasetInput = { type: 'pictures', shape: [32, 32, 3] };
const TABLE: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'age', missing: 7, fill: 'mean' },
    { type: 'number', name: 'income in thousands', missing: 0, fill: 'median' },
    { type: 'category', name: 'town', categories: ['Berlin', 'Paris', 'Rome'], missing: 2 },
  ],
};
const classes: DatasetTarget = { type: 'classes', names: digits };
const layersOf = (which: PresetId) => presets[which].spec({ id: 'any', classes: digits }).model.layers;

interface Case {
  name: string;
  model: ExportedModel;
  samples: TrialSamples;
}

const models: [string, () => ExportedModel][] = [
  ['mlp', () => randomExportedModel({ layers: layersOf('mlp'), input: GREY, target: classes })],
  [
    'cnn-with-norm-and-dropout',
    () =>
      randomExportedModel({
        layers: [
          { type: 'conv2d', filters: 8, useBias: false },
          { type: 'batchNorm' },
          { type: 'activation' },
          { type: 'maxPool2d' },
          { type: 'dropout', rate: 0.25 },
          { type: 'flatten' },
          { type: 'dense', units: 10 },
        ],
        input: GREY,
        target: classes,
      }),
  ],
  [
    'residual-cnn',
    () =>
      randomExportedModel({
        layers: [
          { type: 'conv2d', filters: 8, strides: 2, useBias: false },
          { type: 'residualBlock', filters: 8 },
          { type: 'residualBlock', filters: 16, strides: 2 },
          { type: 'globalAvgPool2d' },
          { type: 'dense', units: 10 },
        ],
        input: COLOUR,
        target: classes,
      }),
  ],
  [
    'table-classifier',
    () =>
      randomExportedModel({
        layers: [
          { type: 'normalization' },
          { type: 'dense', units: 16, activation: 'relu' },
          { type: 'dense', units: 10 },
        ],
        input: TABLE,
        target: classes,
      }),
  ],
  [
    'table-regressor',
    () =>
      randomExportedModel({
        layers: [
          { type: 'normalization' },
          { type: 'dense', units: 16, activation: 'relu' },
          { type: 'dense', units: 1 },
        ],
        input: TABLE,
        target: { type: 'values', names: ['rent'] },
        scale: { mean: [900], deviation: [250] },
      }),
  ],
];

const EVENTS = {
  rows: 2,
  columns: [
    { name: 'step', values: Float64Array.of(1, 1_000_000) },
    { name: 'seconds', values: Float64Array.of(0.5, 60) },
    { name: 'train_loss', values: Float64Array.of(2.5, 0.5) },
    { name: 'validation_accuracy', values: Float64Array.of(NaN, 0.75) },
  ],
};

const replySchema = z.object({
  version: z.string(),
  outputs: z.record(z.string(), z.array(z.number())),
  events: z.record(z.string(), z.array(z.tuple([z.number(), z.string(), z.number()]))),
});

let folder = '';
const cases: Case[] = [];
const inputsOf = ({ samples }: Case) => firstLayerInputs(samples.inputs);

async function write(files: readonly ExportedFile[], to: string): Promise<void> {
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), bytes);
  }
}

function differenceOf(theirs: readonly number[], ours: Float32Array): number {
  if (theirs.length !== ours.length) throw new Error(`${theirs.length} numbers, not ${ours.length}`);
  return theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - ours[at]!)), 0);
}

beforeAll(async () => {
  await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  folder = await mkdtemp(join(tmpdir(), 'exported-web-'));
  for (const [name, make] of models) {
    const model = make();
    const one = { name, model, samples: ownAnswers(model, SAMPLES) };
    cases.push(one);
    await write(await tfjs.make(model), join(folder, name, 'tfjs'));
    await write(await savedmodel.make(model), join(folder, name, 'savedmodel'));
    await writeFile(join(folder, name, 'inputs.f32'), inputsOf(one));
    await writeFile(join(folder, name, 'shape.json'), JSON.stringify(model.inputShape));
  }
  await write(tensorboardFiles(EVENTS, 1_795_000_000), join(folder, 'events'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.skipIf(tensorflow === undefined)(
  'Python’s TensorFlow gives the answers of SavedModels and reads event files',
  async () => {
    const script = join(import.meta.dirname, 'exported_web.py');
    const { stdout } = await promisify(execFile)(tensorflow ?? '', [script, folder], { maxBuffer: 1e8 });
    const { version, outputs, events } = replySchema.parse(JSON.parse(stdout.trim().split('\n').at(-1)!));
    for (const { name, samples } of cases) {
      const apart = differenceOf(outputs[name]!, samples.outputs);
      console.log(`${name}: ${apart.toExponential(1)} apart from TensorFlow ${version}`);
      expect(apart, name).toBeLessThan(1e-5);
    }
    expect(events).toEqual({
      train: [
        [1, 'loss', 2.5],
        [1_000_000, 'loss', 0.5],
      ],
      validation: [[1_000_000, 'accuracy', 0.75]],
    });
  },
);

describe.skipIf(browserProgram === undefined)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: browserProgram!,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(() => browser.close());

  /** Opens a page by its file, without a network; whatever it complains of, or asks for, is told. */
  async function opened(name: string): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ offline: true, viewport: { width: 1024, height: 640 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(`file://${join(folder, name, 'tfjs', 'index.html')}`);
    return { page, complaints };
  }
  const shown = async (page: Page): Promise<string[]> =>
    page.getByTestId('bars').locator('.value').allInnerTexts();
  const likelihoodTexts = ({ spec }: ExportedModel, outputs: ArrayLike<number>): string[] =>
    likelihoods(spec.loss, Array.from(outputs)).map((share) => `${(share * 100).toFixed(1)}%`);

  it.each(models.map(([name]) => name))('the page of %s gives our answers', async (name) => {
    const one = cases.find((its) => its.name === name)!;
    const { model, samples } = one;
    const size = sizeOf(model.inputShape);
    const { page, complaints } = await opened(name);
    const sent = Array.from(inputsOf(one).subarray(0, PAGE_SAMPLES * size), (value) =>
      Number.isNaN(value) ? null : value,
    );
    const outputs = await page.evaluate(
      ([numbers, length]) => {
        const { model: its } = globalThis as unknown as { model: { predict(inputs: number[]): number[] } };
        const values = numbers.map((value) => value ?? NaN);
        const rows = Array.from({ length: values.length / length }, (_, row) =>
          values.slice(row * length, (row + 1) * length),
        );
        return rows.flatMap((row) => its.predict(row));
      },
      [sent, size] as const,
    );
    const ours = samples.outputs.subarray(0, PAGE_SAMPLES * model.target.names.length);
    const apart = differenceOf(outputs, ours);
    console.log(`${name}: ${apart.toExponential(1)} apart from its page in Chromium`);
    expect(apart).toBeLessThan(1e-5);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(['mlp', 'residual-cnn'])('the page of %s takes a picture as it is', async (name) => {
    const { model, samples } = cases.find((its) => its.name === name)!;
    const [height = 1, width = 1, channels = 1] = model.inputShape;
    const pixels = samples.inputs.subarray(0, sizeOf(model.inputShape));
    const raw = { width, height, channels: channels as 1 | 3 };
    const buffer = await sharp(Buffer.from(pixels), { raw }).png().toBuffer();
    const { page, complaints } = await opened(name);
    await page.getByTestId('file').setInputFiles({ name: 'sample.png', mimeType: 'image/png', buffer });
    await expect.poll(() => shown(page)).toEqual(likelihoodTexts(model, samples.outputs.subarray(0, 10)));
    await page.getByTestId('file').setInputFiles({
      name: 'text.png',
      mimeType: 'image/png',
      buffer: Buffer.from('this is a text'),
    });
    await expect
      .poll(() => page.getByTestId('answer').innerText())
      .toBe('This is not a picture that the browser can read.');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(['mlp', 'residual-cnn'])(
    'the page of %s brings pictures to size as an import does',
    async (name) => {
      const { model } = cases.find((its) => its.name === name)!;
      const { page, complaints } = await opened(name);
      const decoder = new PictureDecoder(await loadSharp());
      const channels = model.inputShape[2] ?? 1;
      for (const [width, height] of [
        [90, 61],
        [640, 480],
        [13, 20],
      ] as const) {
        const random = Buffer.from(
          Uint8Array.from({ length: 3 * width * height }, (_, at) => (at * 7919 + (at >> 5) * 31) % 256),
        );
        const raw = { width, height, channels: 3 as const };
        const buffer = await sharp(random, { raw }).png().toBuffer();
        const ours = await preparePicture(decoder, buffer, model.input);
        await page.getByTestId('file').setInputFiles({ name: 'any.png', mimeType: 'image/png', buffer });
        const seen = () =>
          page
            .getByRole('img', { name: 'The picture as the model is given it' })
            .evaluate((canvas: HTMLCanvasElement, each) => {
              const { width, height } = canvas;
              // Of a copy: the page's own is not made to be read again and again, and says so.
              const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, width, height);
              return Array.from(data).filter((_, at) => at % 4 < each);
            }, channels);
        await expect.poll(seen).toEqual([...ours]);
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('what is drawn is framed as in training, and answered as it is drawn', async () => {
    const { model } = cases[0]!;
    const { page, complaints } = await opened('mlp');
    const paper = page.getByTestId('paper');
    const { x, y, width, height } = (await paper.boundingBox())!;
    await page.mouse.move(x + 0.3 * width, y + 0.25 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.7 * width, y + 0.25 * height, { steps: 8 });
    await page.mouse.move(x + 0.45 * width, y + 0.8 * height, { steps: 8 });
    await page.mouse.up();
    const ink = await paper.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: canvas.width * canvas.height }, (_, at) => data[4 * at]!);
    });
    const picture = pictureOf(
      { pixels: Uint8Array.from(ink), side: Math.sqrt(ink.length) },
      model.inputShape,
    );
    const ours = await page.evaluate(
      (values) =>
        (globalThis as unknown as { model: { predict(inputs: number[]): number[] } }).model.predict(values),
      Array.from(picture, (byte) => byte / 255),
    );
    expect(Math.max(...picture)).toBe(255);
    await expect.poll(() => shown(page)).toEqual(likelihoodTexts(model, ours));
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => shown(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('a row is typed in, with gaps', async () => {
    const { model } = cases.find(({ name }) => name === 'table-regressor')!;
    const { page, complaints } = await opened('table-regressor');
    const answer = () => page.getByTestId('answer').locator('b').innerText();
    const expected = async (row: (number | null)[]) => {
      const [output] = await page.evaluate(
        (values) =>
          (globalThis as unknown as { model: { predict(inputs: number[]): number[] } }).model.predict(
            values.map((value) => value ?? NaN),
          ),
        row,
      );
      const { mean, deviation } = model.scale!;
      return new Intl.NumberFormat('en', { maximumSignificantDigits: 6 }).format(
        output! * deviation[0]! + mean[0]!,
      );
    };
    await page.getByLabel('age').fill('41,5');
    await page.getByLabel('income in thousands').fill('');
    await page.getByLabel('town').selectOption('Rome');
    expect(await answer()).toBe(await expected([41.5, null, 0, 0, 1]));
    await page.getByLabel('town').selectOption('missing');
    expect(await answer()).toBe(await expected([41.5, null, 0, 0, 0]));
    await page.getByLabel('age').fill('old');
    expect(await page.getByTestId('answer').innerText()).toBe('age has to be a number.');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(models.map(([name]) => name))('TensorFlow.js itself gives our answers for %s', async (name) => {
    const one = cases.find((its) => its.name === name)!;
    const { model, samples } = one;
    const files = await tfjs.make(model);
    const page = await browser.newPage();
    await page.addScriptTag({
      path: createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js'),
    });
    const shards = files.filter(({ path }) => path.endsWith('.bin')).map(({ bytes }) => bytes);
    const outputs = await page.evaluate(
      async ([json, base64, inputs, shape]) => {
        const { tf } = globalThis as unknown as { tf: typeof import('@tensorflow/tfjs') };
        await tf.setBackend('cpu');
        const { format, modelTopology, signature, weightsManifest } = JSON.parse(json) as {
          format: string;
          modelTopology: object;
          signature: object;
          weightsManifest: [{ weights: import('@tensorflow/tfjs').io.WeightsManifestEntry[] }];
        };
        const weightData = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
        const weightSpecs = weightsManifest[0].weights;
        const source = {
          load: async () => ({ format, modelTopology, signature, weightSpecs, weightData }),
        };
        const loaded = await (format === 'layers-model'
          ? tf.loadLayersModel(source)
          : tf.loadGraphModel(source));
        const values = inputs.map((value) => value ?? NaN);
        const x = tf.tensor(
          values,
          [-1, ...shape].map((size) => (size < 0 ? values.length / shape.reduce((a, b) => a * b, 1) : size)),
        );
        return Array.from((loaded.predict(x) as import('@tensorflow/tfjs').Tensor).dataSync());
      },
      [
        new TextDecoder().decode(files[0]!.bytes),
        Buffer.concat(shards).toString('base64'),
        Array.from(inputsOf(one), (value) => (Number.isNaN(value) ? null : value)),
        [...model.inputShape],
      ] as const,
    );
    const apart = differenceOf(outputs, samples.outputs);
    console.log(`${name}: ${apart.toExponential(1)} apart from TensorFlow.js in Chromium`);
    expect(apart).toBeLessThan(1e-5);
    await page.close();
  });
});
