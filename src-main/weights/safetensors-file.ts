import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { TYPE_BYTES, type ForeignArray, type ForeignFile, type NumberType } from './foreign-file';
import { ownLayers } from './own-layers';
import { topLevelKeys } from './top-level-keys';
import { WeightsError } from './weights-error';

const LENGTH_BYTES = 8;
/** "{", which the format wants first in the header. */
const HEADER_BEGIN = 0x7b;
const METADATA = '__metadata__';
/** The format's own limit on the header. */
const MOST_HEADER_BYTES = 100_000_000;
const MOST_ARRAYS = 100_000;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(16),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
type Entry = z.infer<typeof entrySchema>;

const isNumberType = (type: string): type is NumberType => ['F64', 'F32', 'F16', 'BF16'].includes(type);

const counted = (value: number | bigint) => value.toLocaleString('en');

async function readExactly(
  file: FileHandle,
  path: string,
  from: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(bytes, at, length - at, from + at);
    if (bytesRead === 0) throw new WeightsError(`${path} was cut off while it was read: get it again.`);
    at += bytesRead;
  }
  return bytes;
}

async function readHeader(
  file: FileHandle,
  path: string,
  size: number,
): Promise<{ text: string; start: number }> {
  if (size < LENGTH_BYTES + 2) throw new WeightsError(`${path} is too short to be a safetensors file.`);
  const head = Buffer.from(await readExactly(file, path, 0, LENGTH_BYTES + 1));
  const length = head.readBigUInt64LE();
  if (length > BigInt(size - LENGTH_BYTES)) {
    if (head[LENGTH_BYTES] !== HEADER_BEGIN) {
      throw new WeightsError(
        `${path} is no safetensors file: choose a .safetensors file, or the model.json of a TensorFlow.js model.`,
      );
    }
    throw new WeightsError(
      `${path} is no safetensors file, or is cut off: it claims a header of ${counted(length)} bytes and has ${counted(size)} in all.`,
    );
  }
  if (length > MOST_HEADER_BYTES) {
    throw new WeightsError(
      `${path} has a header of ${counted(length)} bytes, but the format allows ${counted(MOST_HEADER_BYTES)}.`,
    );
  }
  const bytes = await readExactly(file, path, LENGTH_BYTES, Number(length));
  return { text: new TextDecoder().decode(bytes), start: LENGTH_BYTES + Number(length) };
}

function parsedHeader(text: string, path: string): { entries: [string, Entry][]; metadata: unknown } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WeightsError(`${path} is no safetensors file: its header is not JSON.`);
  }
  const header = z.record(z.string(), z.unknown()).safeParse(parsed);
  if (!header.success) throw new WeightsError(`${path} is no safetensors file: its header lists no arrays.`);
  const keys = topLevelKeys(text);
  if (keys.length > MOST_ARRAYS) {
    throw new WeightsError(
      `${path} lists ${counted(keys.length)} arrays, but ${counted(MOST_ARRAYS)} is the most.`,
    );
  }
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) {
      throw new WeightsError(
        `${path} has two arrays called "${key}": which of them is meant cannot be told.`,
      );
    }
    seen.add(key);
  }
  const { [METADATA]: metadata, ...named } = header.data;
  const entries = Object.entries(named).map(([name, value]): [string, Entry] => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw new WeightsError(`${path} does not say what "${name.slice(0, 100)}" is.`);
    return [name, entry.data];
  });
  return { entries, metadata };
}

/** Each array where it says, as long as its shape says, and none over another. */
function checkPlaces(entries: readonly [string, Entry][], path: string, room: number): void {
  let end = 0;
  let before = '';
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of entries) {
    if (to < from || to > room) {
      throw new WeightsError(`${path} is cut off: "${name}" reaches beyond the end of the file.`);
    }
    if (from < end) throw new WeightsError(`${path} is damaged: "${name}" lies over "${before}".`);
    end = to;
    before = name;
    if (!isNumberType(dtype)) continue;
    const wanted = shape.reduce((product, length) => product * length, TYPE_BYTES[dtype]);
    if (to - from !== wanted) {
      throw new WeightsError(
        `${path} is damaged: "${name}" has ${counted(to - from)} bytes where its shape ${shape.join(' × ') || '1'} needs ${counted(wanted)}.`,
      );
    }
  }
}

/**
 * Opens a safetensors file (https://huggingface.co/docs/safetensors). Only its header is read; nothing is believed that
 * does not fit the file.
 *
 * @throws WeightsError in one sentence
 */
export async function openSafetensors(path: string): Promise<ForeignFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { text, start } = await readHeader(file, path, size);
    const header = parsedHeader(text, path);
    const entries = header.entries.toSorted(
      ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
    );
    checkPlaces(entries, path, size - start);
    const arrays: ForeignArray[] = [];
    const others: string[] = [];
    for (const [
      name,
      {
        dtype,
        shape,
        data_offsets: [first],
      },
    ] of entries) {
      if (!isNumberType(dtype)) {
        others.push(`${name} (${dtype})`);
        continue;
      }
      const read = (from: number, length: number) => readExactly(file, path, start + first + from, length);
      arrays.push({ name, shape, type: dtype, read });
    }
    if (arrays.length === 0) throw new WeightsError(`${path} holds no arrays of floating-point numbers.`);
    const notes =
      others.length === 0
        ? []
        : [
            `Left out, as ${others.length === 1 ? 'it is' : 'they are'} no floating-point numbers: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ` and ${counted(others.length - 5)} more` : ''}.`,
          ];
    return {
      name: basename(path),
      format: 'safetensors',
      arrays,
      layers: ownLayers(header.metadata),
      notes,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
