import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { kerasLayers } from '@shared/model/keras-layers';
import { climbsOut } from '../zip/entry-path';
import { TYPE_BYTES, type ForeignArray, type ForeignFile, type NumberType } from './foreign-file';
import { WeightsError } from './weights-error';

const MOST_DOCUMENT_BYTES = 64 << 20;

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()).max(16),
  dtype: z.string(),
  quantization: z
    .object({
      dtype: z.enum(['uint8', 'uint16', 'float16']),
      scale: z.number().optional(),
      min: z.number().optional(),
    })
    .optional(),
});
const documentSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.unknown(),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()).max(100_000), weights: z.array(weightSchema) }),
  ),
});
type Weight = z.infer<typeof weightSchema>;

const OTHER_BYTES: Record<string, number> = { int32: 4, bool: 1, uint8: 1, complex64: 8 };

/** How an array lies in the shards; only float32 is taken over. */
function layOf({ dtype, quantization }: Weight): { type: NumberType | undefined; bytes: number | undefined } {
  const packed = { uint8: 'Q8', uint16: 'Q16', float16: 'F16' } as const;
  const type = quantization ? packed[quantization.dtype] : dtype === 'float32' ? 'F32' : undefined;
  return {
    type: dtype === 'float32' ? type : undefined,
    bytes: type ? TYPE_BYTES[type] : OTHER_BYTES[dtype],
  };
}

/** Files one after the other, as if they were one. */
async function joined(paths: readonly string[]) {
  const files: { path: string; from: number; size: number }[] = [];
  let size = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile())
      throw new WeightsError(`${path} is missing, which belongs to the model: put it beside its model.json.`);
    files.push({ path, from: size, size: found.size });
    size += found.size;
  }
  return {
    size,
    async read(from: number, length: number): Promise<Uint8Array> {
      const bytes = new Uint8Array(length);
      for (const file of files) {
        const [first, end] = [Math.max(from, file.from), Math.min(from + length, file.from + file.size)];
        if (first >= end) continue;
        const handle = await open(file.path, 'r');
        try {
          const { bytesRead } = await handle.read(bytes, first - from, end - first, first - file.from);
          if (bytesRead < end - first)
            throw new WeightsError(`${file.path} was cut off while it was read: get it again.`);
        } finally {
          await handle.close();
        }
      }
      return bytes;
    },
  };
}

/** Names of arrays as ours, by what Keras calls their layers. */
const OWN_NAMES: Record<string, string> = {
  kernel: 'kernel',
  depthwise_kernel: 'kernel',
  bias: 'bias',
  gamma: 'scale',
  beta: 'bias',
  moving_mean: 'mean',
  moving_variance: 'var',
};

function ownName(name: string, prefixes: ReadonlyMap<string, string>): string {
  const [layer = '', ...rest] = name.split('/');
  const [prefix, own] = [prefixes.get(layer), OWN_NAMES[rest.at(-1) ?? '']];
  return prefix === undefined || own === undefined ? name : `${prefix}.${own}`;
}

/**
 * Opens a TensorFlow.js layers model: its `model.json`, and the shards beside it.
 *
 * @throws WeightsError in one sentence
 */
export async function openTfjsModel(path: string): Promise<ForeignFile> {
  if ((await stat(path)).size > MOST_DOCUMENT_BYTES)
    throw new WeightsError(`${path} is too long for a model.json.`);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new WeightsError(`${path} is not valid JSON.`);
  }
  const parsed = documentSchema.safeParse(content);
  if (!parsed.success) {
    throw new WeightsError(
      `${path} is no TensorFlow.js model: it has no "weightsManifest" that lists its arrays.`,
    );
  }
  const { format, modelTopology, weightsManifest } = parsed.data;
  if (format === 'graph-model') {
    throw new WeightsError(`${path} is a graph model, which has no layers: convert it as a layers model.`);
  }
  const model = kerasLayers(modelTopology);
  const notes = typeof model === 'string' ? [model] : [...model.notes];
  const arrays: ForeignArray[] = [];
  for (const { paths, weights } of weightsManifest) {
    const outside = paths.find((its) => climbsOut(its) || /^[a-z]+:/i.test(its));
    if (outside !== undefined) {
      throw new WeightsError(`${path} names "${outside.slice(0, 100)}", which is not in its own folder.`);
    }
    const shards = await joined(paths.map((its) => join(dirname(path), its)));
    let at = 0;
    for (const weight of weights) {
      const { type, bytes } = layOf(weight);
      if (bytes === undefined)
        throw new WeightsError(`${path} has "${weight.name}" as ${weight.dtype}, which cannot be read.`);
      const from = at;
      at += weight.shape.reduce((product, length) => product * length, bytes);
      if (!(at <= shards.size)) {
        throw new WeightsError(
          `The shards of ${path} are cut off: "${weight.name}" reaches beyond their end.`,
        );
      }
      if (type === undefined) {
        notes.push(`${weight.name} is ${weight.dtype}, and was left out.`);
        continue;
      }
      const { scale = 1, min = 0 } = weight.quantization ?? {};
      const name = typeof model === 'string' ? weight.name : ownName(weight.name, model.prefixes);
      if (arrays.some((array) => array.name === name)) {
        throw new WeightsError(
          `${path} has two arrays called "${name}": which of them is meant cannot be told.`,
        );
      }
      arrays.push({
        name,
        shape: weight.shape,
        type,
        scale,
        min,
        read: (its, length) => shards.read(from + its, length),
      });
    }
  }
  if (arrays.length === 0) throw new WeightsError(`${path} lists no arrays of floating-point numbers.`);
  const layers = typeof model === 'string' ? null : model.layers;
  const named = basename(path) === 'model.json' ? `${basename(dirname(path))}/model.json` : basename(path);
  return { name: named, format: 'tfjs', arrays, layers, notes, close: async () => {} };
}
