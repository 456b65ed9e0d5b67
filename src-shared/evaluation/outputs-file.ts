import { z } from 'zod';
import { lossSchema, type Loss } from '../spec/run-spec';

/** What a model gave for each sample that an evaluation kept, where classes are predicted. */
export interface ClassOutputs {
  type: 'classes';
  /** the loss that the model was trained with, which says how outputs become likelihoods */
  loss: Loss;
  /** of each sample: where it lies in its part of the dataset */
  places: Int32Array;
  /** of each sample: its class */
  truth: Int32Array;
  /** of each sample: its loss, in nats */
  losses: Float32Array;
  /** of each sample: what the last layer gave for each class */
  outputs: Float32Array;
}

/** The same where values are predicted; all in their own units. */
export interface ValueOutputs {
  type: 'values';
  places: Int32Array;
  losses: Float32Array;
  /** of each sample, each value */
  truth: Float32Array;
  predicted: Float32Array;
}

export type KeptOutputs = ClassOutputs | ValueOutputs;

type Numbers = Int32Array | Float32Array;

/** No larger than this: of more samples than fit, as many are kept as do, evenly taken. */
export const MOST_OUTPUT_BYTES = 64 * 2 ** 20;

/** Of so many samples one is kept, so that the file stays within its bound. @param width outputs of one sample */
export const keptEvery = (samples: number, width: number): number =>
  Math.max(1, Math.ceil((samples * 4 * (2 * width + 3)) / MOST_OUTPUT_BYTES));

const FORMAT = 'trainyard-outputs-1';
const LENGTH_BYTES = 8;
const MOST_HEADER_BYTES = 100_000;

const entrySchema = z.object({
  dtype: z.enum(['I32', 'F32']),
  shape: z.array(z.int().nonnegative()).min(1).max(2),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.object({
  __metadata__: z.object({ format: z.literal(FORMAT), loss: lossSchema.optional() }),
  places: entrySchema,
  truth: entrySchema,
  losses: entrySchema,
  outputs: entrySchema.optional(),
  predicted: entrySchema.optional(),
});

function arraysOf(kept: KeptOutputs): [string, Numbers][] {
  const { places, truth, losses } = kept;
  const rest: [string, Numbers] =
    kept.type === 'classes' ? ['outputs', kept.outputs] : ['predicted', kept.predicted];
  return [['places', places], ['truth', truth], ['losses', losses], rest];
}

/** A safetensors file of these arrays, so that Python reads it as well. */
export function encodeOutputs(kept: KeptOutputs): Uint8Array<ArrayBuffer> {
  const samples = kept.places.length;
  const arrays = arraysOf(kept);
  let at = 0;
  const entries = arrays.map(([name, values]) => {
    const width = samples === 0 ? 0 : values.length / samples;
    const isFlat = name === 'places' || name === 'losses' || (name === 'truth' && kept.type === 'classes');
    const entry = {
      dtype: values instanceof Int32Array ? 'I32' : 'F32',
      shape: isFlat ? [samples] : [samples, width],
      data_offsets: [at, at + values.byteLength],
    };
    at += values.byteLength;
    return [name, entry] as const;
  });
  const metadata = { format: FORMAT, ...(kept.type === 'classes' ? { loss: kept.loss } : {}) };
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  // The data begins at a multiple of 8; spaces behind the JSON are allowed for that.
  const header = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const file = new Uint8Array(LENGTH_BYTES + header.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  let place = LENGTH_BYTES + header.length;
  for (const [, { buffer, byteOffset, byteLength }] of arrays) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
  return file;
}

/**
 * Reads what `encodeOutputs` wrote.
 *
 * @throws Error in one sentence when it is anything else, or cut off
 */
export function decodeOutputs(file: ArrayBuffer): KeptOutputs {
  const broken = (what: string) => new Error(`What was kept of the samples is damaged: ${what}.`);
  if (file.byteLength < LENGTH_BYTES) throw broken('the file is too short');
  const length = Number(new DataView(file).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > MOST_HEADER_BYTES || start > file.byteLength) throw broken('its header is cut off');
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder().decode(new Uint8Array(file, LENGTH_BYTES, length)));
  } catch {
    throw broken('its header is not JSON');
  }
  const parsed = headerSchema.safeParse(said);
  if (!parsed.success) throw broken('its header is not one of an evaluation');
  const header = parsed.data;
  const samples = header.places.shape[0]!;
  const bytesOf = (name: string, { shape, data_offsets: [from, to] }: z.infer<typeof entrySchema>) => {
    const bytes = shape.reduce((product, size) => product * size, 4);
    if (shape[0] !== samples || to - from !== bytes || start + to > file.byteLength)
      throw broken(`${name} is not whole`);
    return file.slice(start + from, start + to);
  };
  const floats = (name: string, entry: z.infer<typeof entrySchema> | undefined) => {
    if (entry?.dtype !== 'F32') throw broken(`${name} is missing`);
    return new Float32Array(bytesOf(name, entry));
  };
  const whole = (name: string, entry: z.infer<typeof entrySchema>) => {
    if (entry.dtype !== 'I32') throw broken(`${name} is missing`);
    return new Int32Array(bytesOf(name, entry));
  };
  const places = whole('places', header.places);
  const losses = floats('losses', header.losses);
  const { loss } = header.__metadata__;
  if (loss !== undefined && header.outputs) {
    const outputs = floats('outputs', header.outputs);
    const truth = whole('truth', header.truth);
    const classes = header.outputs.shape[1] ?? 0;
    if (truth.some((label) => label < 0 || label >= classes)) throw broken('a class is none of its classes');
    return { type: 'classes', loss, places, truth, losses, outputs };
  }
  const [truth, predicted] = [floats('truth', header.truth), floats('predicted', header.predicted)];
  if (truth.length !== predicted.length) throw broken('predicted is not whole');
  return { type: 'values', places, losses, truth, predicted };
}
