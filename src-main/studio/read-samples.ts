import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
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
