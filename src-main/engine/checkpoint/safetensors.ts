import { z } from 'zod';

/** A float32 array with its name and shape. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

const LENGTH_BYTES = 8;
/** The format's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

const headerSchema = z.record(
  z.string(),
  z.union([
    z.object({
      dtype: z.string(),
      shape: z.array(z.int().nonnegative()),
      data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
    }),
    z.record(z.string(), z.string()),
  ]),
);

/**
 * What stands before the bytes of the arrays in a safetensors file (https://huggingface.co/docs/safetensors): the
 * header's length as a little-endian 64-bit number, and the header in JSON.
 *
 * @param metadata texts for the header's `__metadata__`
 */
export function safetensorsHeader(
  arrays: readonly NamedArray[],
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of arrays) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = JSON.stringify(header);
  // The data must begin at a multiple of 8; spaces behind the JSON are allowed for that.
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const bytes = new Uint8Array(LENGTH_BYTES + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/** A whole safetensors file. */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Record<string, string> = {},
): Uint8Array {
  const parts = [safetensorsHeader(arrays, metadata), ...arrays.map(({ values }) => bytesOf(values))];
  const file = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let place = 0;
  for (const part of parts) {
    file.set(part, place);
    place += part.byteLength;
  }
  return file;
}

/** The same memory, as bytes. */
export const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/**
 * Reads the float32 arrays of a safetensors file, in the order of their bytes.
 *
 * @throws Error with one sentence when the file is not one, is cut off, or holds another type of number
 */
export function decodeSafetensors(file: Uint8Array): NamedArray[] {
  if (file.byteLength < LENGTH_BYTES) throw new Error('the file is too short to be safetensors');
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES || length > file.byteLength - LENGTH_BYTES) {
    throw new Error(`the header claims ${length} bytes, more than the file has`);
  }
  const start = LENGTH_BYTES + Number(length);
  const text = new TextDecoder().decode(file.subarray(LENGTH_BYTES, start));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error('the header is not JSON');
  }
  const header = headerSchema.safeParse(parsed);
  if (!header.success) throw new Error('the header does not describe arrays');
  const arrays: { from: number; array: NamedArray }[] = [];
  for (const [name, entry] of Object.entries(header.data)) {
    if (name === '__metadata__') continue;
    const info = z.object({
      dtype: z.string(),
      shape: z.array(z.number()),
      data_offsets: z.array(z.number()),
    });
    const { dtype, shape, data_offsets } = info.parse(entry);
    const [from = 0, to = 0] = data_offsets;
    const bytes = shape.reduce((product, size) => product * size, Float32Array.BYTES_PER_ELEMENT);
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}, and only F32 is read`);
    if (to - from !== bytes) throw new Error(`${name} has ${to - from} bytes where its shape needs ${bytes}`);
    if (start + to > file.byteLength) throw new Error(`${name} reaches beyond the end of the file`);
    // A copy in a buffer of its own: it is aligned, and a Buffer's `slice` would be a view of the whole file.
    const values = new Float32Array(new Uint8Array(file.subarray(start + from, start + to)).buffer);
    arrays.push({ from, array: { name, shape, values } });
  }
  return arrays.sort((a, b) => a.from - b.from).map(({ array }) => array);
}
