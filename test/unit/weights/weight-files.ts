import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface MadeArray {
  name: string;
  shape: number[];
  /** little-endian */
  bytes: Uint8Array;
  type?: string;
}

export const floats = (name: string, shape: number[], valueOf = (at: number) => Math.sin(at)): MadeArray => ({
  name,
  shape,
  bytes: new Uint8Array(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => valueOf(at)).buffer,
  ),
});

/** A safetensors file of a header and what comes behind it. @param length that is claimed for the header */
export function withHeader(
  header: string,
  data: Uint8Array,
  length = BigInt(Buffer.byteLength(header)),
): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length);
  return Buffer.concat([size, Buffer.from(header), data]);
}

export function safetensors(arrays: readonly MadeArray[]): Buffer {
  let offset = 0;
  const header = Object.fromEntries(
    arrays.map(({ name, shape, bytes, type = 'F32' }) => {
      const entry = { dtype: type, shape, data_offsets: [offset, offset + bytes.length] };
      offset += bytes.length;
      return [name, entry];
    }),
  );
  return withHeader(JSON.stringify(header), Buffer.concat(arrays.map(({ bytes }) => bytes)));
}

/** A TensorFlow.js layers model whose arrays are cut into shards of so many bytes. */
export async function writeTfjs(
  path: string,
  layers: readonly object[],
  arrays: readonly (MadeArray & { quantization?: object })[],
  shardBytes = 50,
): Promise<void> {
  const data = Buffer.concat(arrays.map(({ bytes }) => bytes));
  const paths: string[] = [];
  await mkdir(dirname(path), { recursive: true });
  for (let at = 0; at < data.length; at += shardBytes) {
    paths.push(`shard${paths.length + 1}.bin`);
    await writeFile(`${dirname(path)}/${paths.at(-1)}`, data.subarray(at, at + shardBytes));
  }
  const weights = arrays.map(({ name, shape, quantization }) => ({
    name,
    shape,
    dtype: 'float32',
    ...(quantization && { quantization }),
  }));
  const modelTopology = { class_name: 'Sequential', config: { name: 'made', layers } };
  const content = { format: 'layers-model', modelTopology, weightsManifest: [{ paths, weights }] };
  await writeFile(path, JSON.stringify(content));
}
