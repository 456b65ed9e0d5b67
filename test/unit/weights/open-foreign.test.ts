import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForeign } from '../../../src-main/weights/open-foreign';
import { toFloat32 } from '../../../src-main/weights/to-float32';
import { WeightsError } from '../../../src-main/weights/weights-error';
import { mutated, mutation } from '../engine/data/mutations';
import { tfjsModel } from '../../../src-main/engine/export/tfjs/tfjs-model';
import { randomExportedModel } from '../../exported-model';
import { floats, safetensors, withHeader, writeTfjs } from './weight-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-weights-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(bytes: Uint8Array, name = 'model.safetensors'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Opens it, and reads all of its arrays. */
async function read(path: string) {
  const file = await openForeign(path);
  try {
    const values: Record<string, number[]> = {};
    for (const array of file.arrays) {
      const size = { F64: 8, F32: 4, F16: 2, BF16: 2, Q8: 1, Q16: 2 }[array.type];
      const bytes = await array.read(0, size * array.shape.reduce((a, b) => a * b, 1));
      values[array.name] = [...toFloat32(bytes, array)];
    }
    return { ...file, values };
  } finally {
    await file.close();
  }
}

async function fault(path: string): Promise<string> {
  const error: unknown = await read(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeightsError)) throw new Error('No WeightsError was thrown.', { cause: error });
  expect(error.message).toMatch(/^[^\n]+[.]$/);
  return error.message;
}

const shape = (dtype: string, dims: number[], offsets: [number, number]) => ({
  dtype,
  shape: dims,
  data_offsets: offsets,
});
const one = (entry: object, bytes = 8) => withHeader(JSON.stringify({ a: entry }), new Uint8Array(bytes));

describe('a safetensors file', () => {
  it('is read, whatever floating-point numbers it holds, and the rest is named', async () => {
    const f64 = new Uint8Array(Float64Array.of(0.1, 2 ** 200).buffer);
    const half = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001).buffer);
    const brain = new Uint8Array(Uint16Array.of(0x3f80, 0xc000).buffer);
    const path = await put(
      safetensors([
        floats('f32', [2, 2], (at) => at / 2),
        { name: 'f64', shape: [2], bytes: f64, type: 'F64' },
        { name: 'f16', shape: [4], bytes: half, type: 'F16' },
        { name: 'bf16', shape: [2], bytes: brain, type: 'BF16' },
        { name: 'seen', shape: [], bytes: new Uint8Array(8), type: 'I64' },
      ]),
    );
    const { values, notes } = await read(path);
    expect(values).toEqual({
      f32: [0, 0.5, 1, 1.5],
      f64: [Math.fround(0.1), Infinity],
      f16: [1, -2, 65504, 2 ** -24],
      bf16: [1, -2],
    });
    expect(notes).toEqual(['Left out, as it is no floating-point numbers: seen (I64).']);
  });

  it.each([
    [
      'a header of 2^60 bytes',
      withHeader('{}', new Uint8Array(9), 2n ** 60n),
      'claims a header of 1,152,921',
    ],
    [
      'a header longer than the format allows',
      withHeader('', new Uint8Array(110e6), 105_000_000n),
      'allows 100,000,000',
    ],
    ['nothing', new Uint8Array(4), 'too short'],
    ['no JSON', withHeader('nonsense', new Uint8Array(9)), 'not JSON'],
    ['a list', withHeader('[1,2]', new Uint8Array(9)), 'lists no arrays'],
    ['an entry that says nothing', one({ dtype: 'F32' }), 'does not say what "a" is'],
    ['a negative shape', one(shape('F32', [-2], [0, 8])), 'does not say what "a" is'],
    ['a shape of other bytes', one(shape('F32', [3], [0, 8])), 'needs 12'],
    ['a shape beyond all numbers', one(shape('F32', [2 ** 53 - 1, 2 ** 53 - 1], [0, 8])), 'needs'],
    ['an array beyond the end', one(shape('F32', [4], [0, 16])), 'cut off: "a" reaches beyond'],
    ['offsets the wrong way round', one(shape('F32', [2], [8, 0])), 'cut off'],
    ['whole numbers alone', one(shape('I64', [1], [0, 8])), 'no arrays of floating-point numbers'],
    [
      'two arrays of one name',
      withHeader(
        `{"a":${JSON.stringify(shape('F32', [1], [0, 4]))}, "\\u0061" : ${JSON.stringify(shape('F32', [1], [4, 8]))}}`,
        new Uint8Array(8),
      ),
      'two arrays called "a"',
    ],
    [
      'two arrays in one place',
      withHeader(
        JSON.stringify({ a: shape('F32', [2], [0, 8]), b: shape('F32', [1], [4, 8]) }),
        new Uint8Array(8),
      ),
      '"b" lies over "a"',
    ],
    ['a PyTorch file', Buffer.from('PK\u0003\u0004 and so on and on'), 'save it as safetensors'],
    [
      'an ONNX file',
      Buffer.from('\x08\x08\x12\x09Trainyard\x1a\x050.1.0:', 'latin1'),
      'model.safetensors is no safetensors file: choose',
    ],
    ['a Keras file', Buffer.from('\x89HDF\r\n\x1a\n and so on', 'latin1'), 'HDF5'],
  ])('with %s is refused in one sentence', async (_, bytes, words) => {
    expect(await fault(await put(bytes))).toContain(words);
  });

  it('of our own export says what model its weights are of', async () => {
    const layers = [{ type: 'flatten' }, { type: 'dense', units: 3, activation: 'relu' }];
    const layersIn = async (metadata: object) => {
      const array = shape('F32', [2], [0, 8]);
      const header = JSON.stringify({ __metadata__: metadata, a: array });
      return (await read(await put(withHeader(header, new Uint8Array(8))))).layers;
    };
    const spec = JSON.stringify({ version: 1, model: { layers } });
    expect(await layersIn({ format: 'trainyard', spec })).toMatchObject(layers);
    expect(await layersIn({ format: 'pt', spec })).toBeNull();
    expect(await layersIn({ format: 'trainyard', spec: '{' })).toBeNull();
    const later = JSON.stringify({ model: { layers: [{ type: 'attention' }] } });
    expect(await layersIn({ format: 'trainyard', spec: later })).toBeNull();
  });

  it('ends cleanly however it is damaged, and reads nothing that is not there', async () => {
    const sound = safetensors([floats('layers.0.kernel', [3, 4]), floats('layers.0.bias', [4])]);
    const ends = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        const path = await put(mutated(sound, mutations));
        await read(path).then(
          () => ends.read++,
          (error: unknown) => {
            if (!(error instanceof WeightsError)) throw error;
            expect(error.message).toMatch(/^[^\n]+\.$/);
            ends.refused++;
          },
        );
      }),
      { numRuns: Number(process.env['TRAINYARD_FUZZ_RUNS'] ?? 400) },
    );
    expect(Math.min(ends.read, ends.refused)).toBeGreaterThan(0);
  });
});

const dense = (name: string, units: number, activation = 'relu') => ({
  class_name: 'Dense',
  config: { name, units, activation, use_bias: true },
});
const ARRAYS = [
  floats('first/kernel', [6, 4]),
  floats('first/bias', [4]),
  floats('last/kernel', [4, 3]),
  floats('last/bias', [3]),
];

describe('a TensorFlow.js layers model', () => {
  const path = () => join(folder, 'tfjs', 'model.json');

  it('is read across its shards, with its layers and our names for their arrays', async () => {
    await writeTfjs(path(), [dense('first', 4), dense('last', 3, 'softmax')], ARRAYS);
    const { values, layers, notes, name } = await read(join(folder, 'tfjs'));
    expect(name).toBe('tfjs/model.json');
    expect(Object.keys(values)).toEqual([
      'layers.0.kernel',
      'layers.0.bias',
      'layers.1.kernel',
      'layers.1.bias',
    ]);
    expect(values['layers.1.kernel']).toEqual(
      Array.from({ length: 12 }, (_, at) => Math.fround(Math.sin(at))),
    );
    expect(layers).toMatchObject([
      { type: 'dense', units: 4, activation: 'relu' },
      { type: 'dense', units: 3, activation: 'linear' },
    ]);
    expect(notes).toEqual(['Its softmax at the end is left out: the loss has it.']);
  });

  it('of our own export is read back with its residual blocks, array by array', async () => {
    const model = randomExportedModel({
      layers: [
        { type: 'conv2d', filters: 4, useBias: false },
        { type: 'batchNorm' },
        { type: 'activation' },
        { type: 'residualBlock', filters: 4 },
        { type: 'residualBlock', filters: 6, strides: 2, momentum: 0.9 },
        { type: 'globalAvgPool2d' },
        { type: 'dense', units: 3 },
      ],
      input: { type: 'pictures', shape: [8, 8, 1] },
      target: { type: 'classes', names: ['a', 'b', 'c'] },
    });
    for (const { path: its, bytes } of tfjsModel(model)) await put(bytes, its);
    const { layers, values, notes } = await read(join(folder, 'model.json'));
    expect(notes).toEqual([]);
    // How weights are drawn is not said there.
    const without = (list: readonly object[] | null) =>
      list?.map((layer) => ({ ...layer, initializer: undefined }));
    expect(without(layers)).toEqual(without(model.spec.model.layers));
    const own = Object.fromEntries(model.weights.map((array) => [array.name, [...array.values]]));
    expect(values).toEqual(own);
  });

  it('that parts otherwise than in a residual block is brought without its layers, and says where', async () => {
    const node = (className: string, name: string, from: string[], config: object = {}) => ({
      class_name: className,
      name,
      config: { name, ...config },
      inbound_nodes: from.length > 0 ? [from.map((its) => [its, 0, 0, {}])] : [],
    });
    const relu = { activation: 'relu' };
    const layers = [
      node('InputLayer', 'in', []),
      node('Dense', 'first', ['in'], { units: 4 }),
      node('Activation', 'left', ['first'], relu),
      node('Add', 'sum', ['left', 'first']),
    ];
    await writeTfjs(path(), [], ARRAYS);
    const config = { name: 'm', layers, input_layers: [['in', 0, 0]], output_layers: [['sum', 0, 0]] };
    const content = JSON.parse(await readFile(path(), 'utf8')) as object;
    const modelTopology = { class_name: 'Functional', config };
    await writeFile(path(), JSON.stringify({ ...content, modelTopology }));
    const opened = await read(path());
    expect(opened.layers).toBeNull();
    expect(opened.notes).toEqual([
      'Its layers part behind "first" in a way that Trainyard has no layer for: only residual blocks of two convolutions are taken over.',
    ]);
  });

  it('is unpacked where it is quantized', async () => {
    const bytes = Uint8Array.of(0, 128, 255);
    await writeTfjs(
      path(),
      [dense('last', 3)],
      [{ name: 'last/bias', shape: [3], bytes, quantization: { dtype: 'uint8', scale: 0.5, min: -1 } }],
    );
    expect((await read(path())).values).toEqual({ 'layers.0.bias': [-1, 63, 126.5] });
  });

  it('brings its arrays without its layers, where ours have none of them', async () => {
    await writeTfjs(path(), [{ class_name: 'LSTM', config: { name: 'lstm', units: 4 } }], ARRAYS);
    const { layers, notes, values } = await read(path());
    expect(layers).toBeNull();
    expect(notes).toEqual(['Its layer "lstm" (LSTM) has no equal here: Trainyard has no such layer.']);
    expect(Object.keys(values)).toContain('first/kernel');
  });

  it('is refused in one sentence with shards that are missing, short or elsewhere', async () => {
    await writeTfjs(path(), [dense('first', 4)], ARRAYS);
    await truncate(join(folder, 'tfjs', 'shard1.bin'), 10);
    expect(await fault(path())).toContain('cut off');
    await rm(join(folder, 'tfjs', 'shard2.bin'));
    expect(await fault(path())).toContain('shard2.bin is missing');
    const text = await readFile(path(), 'utf8');
    await writeFile(path(), text.replace('shard1.bin', '../../secret.bin'));
    expect(await fault(path())).toContain('not in its own folder');
    await writeFile(path(), '{"a": 1}');
    expect(await fault(path())).toContain('no TensorFlow.js model');
    await writeFile(path(), '{"a": ');
    expect(await fault(path())).toContain('not valid JSON');
  });

  it('ends cleanly however its document is damaged', async () => {
    await writeTfjs(path(), [dense('first', 4), dense('last', 3)], ARRAYS);
    const sound = await readFile(path());
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        await writeFile(path(), mutated(sound, mutations));
        await read(path()).catch((error: unknown) => {
          if (!(error instanceof WeightsError)) throw error;
        });
      }),
      { numRuns: 300 },
    );
  });
});
