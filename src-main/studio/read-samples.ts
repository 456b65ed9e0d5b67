import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetDocument, Shard } from '@shared/contract/dataset';
import { inputBytes, layoutOf, targetBytes } from '@shared/data/layout';

interface Place {
  shard: Shard;
  /** within the shard */
  at: number;
}

function placeOf(shards: readonly Shard[], index: number): Place | undefined {
  let start = 0;
  for (const shard of shards) {
    if (index < start + shard.count) return { shard, at: index - start };
    start += shard.count;
  }
  return undefined;
}

/** Reads pieces of files, each opened once. */
class Files {
  readonly #open = new Map<string, Promise<FileHandle | undefined>>();

  /** undefined when they are not all there */
  async read(path: string, from: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const opened = this.#open.get(path) ?? open(path, 'r').catch(() => undefined);
    this.#open.set(path, opened);
    const handle = await opened;
    if (handle === undefined) return undefined;
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, from);
    return bytesRead === length ? bytes : undefined;
  }

  async close(): Promise<void> {
    for (const opened of this.#open.values()) await (await opened)?.close();
  }
}

/** Samples at these places, up to the first that is not there: their inputs, then their targets. */
export async function readSamples(
  folder: string,
  document: DatasetDocument,
  split: 'train' | 'test',
  indices: readonly number[],
): Promise<Blob> {
  const layout = layoutOf(document);
  const [inputLength, targetLength] = [inputBytes(layout), targetBytes(layout)];
  const { shards } = document.splits[split];
  const files = new Files();
  const inputs: Uint8Array<ArrayBuffer>[] = [];
  const targets: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (const index of indices) {
      const place = placeOf(shards, index);
      if (place === undefined) break;
      const { shard, at } = place;
      const input = await files.read(join(folder, shard.inputs), at * inputLength, inputLength);
      const target = await files.read(join(folder, shard.targets), at * targetLength, targetLength);
      if (input === undefined || target === undefined) break;
      inputs.push(input);
      targets.push(target);
    }
  } finally {
    await files.close();
  }
  return new Blob([...inputs, ...targets]);
}

/** Of samples at these places, the rows of their source, counted from 1; null where not all are known. */
export async function readRows(
  folder: string,
  shards: readonly Shard[],
  indices: readonly number[],
): Promise<number[] | null> {
  const files = new Files();
  const rows: number[] = [];
  try {
    for (const index of indices) {
      const place = placeOf(shards, index);
      if (place?.shard.rows === undefined) return null;
      const bytes = await files.read(join(folder, place.shard.rows), place.at * 4, 4);
      if (bytes === undefined) return null;
      rows.push(new DataView(bytes.buffer).getInt32(0, true) + 1);
    }
    return rows;
  } finally {
    await files.close();
  }
}

const idsSchema = z.array(z.string());

function parsedIds(line: string, columns: number): string[] | undefined {
  try {
    const ids = idsSchema.parse(JSON.parse(line));
    return ids.length === columns ? ids : undefined;
  } catch {
    return undefined;
  }
}

/** Of samples at these places, a text for each column of ids; null where not all are known. */
export async function readIds(
  folder: string,
  { ids, splits }: DatasetDocument,
  split: 'train' | 'test',
  indices: readonly number[],
): Promise<string[][] | null> {
  if (ids === undefined) return null;
  const lines = new Map<string, readonly string[]>();
  const found: string[][] = [];
  for (const index of indices) {
    const place = placeOf(splits[split].shards, index);
    const file = place?.shard.ids;
    if (place === undefined || file === undefined) return null;
    const its = lines.get(file) ?? (await readFile(join(folder, file), 'utf8').catch(() => '')).split('\n');
    lines.set(file, its);
    const known = parsedIds(its[place.at] ?? '', ids.columns.length);
    if (known === undefined) return null;
    found.push(known);
  }
  return found;
}
