import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shard } from '@shared/contract/dataset';
import { writingFailed } from '../data-error';
import { SHARD_SAMPLES, shardNames } from '../shard-layout';

interface Open {
  shard: Shard;
  files: Record<'inputs' | 'targets', FileHandle>;
  groups: FileHandle | undefined;
  rows: FileHandle | undefined;
  ids: FileHandle | undefined;
}

/** Bytes of consecutive samples. */
export interface SampleBytes {
  count: number;
  inputs: Uint8Array;
  targets: Uint8Array;
  /** int32 each */
  groups?: Uint8Array | undefined;
  /** int32 each */
  rows?: Uint8Array | undefined;
  /** of each sample a text for each column of ids */
  ids?: readonly (readonly string[])[] | undefined;
}

/** Writes the samples of one part of a dataset into shards, each flushed to the disk when it is full. */
export class PartWriter {
  readonly shards: Shard[] = [];
  count = 0;
  #open: Open | undefined;

  constructor(
    readonly folder: string,
    readonly name: string,
    readonly has: { groups: boolean; rows: boolean; ids: boolean },
    readonly shardSamples = SHARD_SAMPLES,
  ) {}

  /** @throws DataError when the disk is full or not writable */
  async append({ count, inputs, targets, groups, rows, ids }: SampleBytes): Promise<void> {
    try {
      let done = 0;
      while (done < count) {
        this.#open ??= await this.#next();
        const { shard, files, groups: groupFile, rows: rowFile, ids: idFile } = this.#open;
        const taken = Math.min(count - done, this.shardSamples - shard.count);
        const piece = (bytes: Uint8Array) => {
          const each = bytes.byteLength / count;
          return bytes.subarray(done * each, (done + taken) * each);
        };
        await writeAll(files.inputs, piece(inputs));
        await writeAll(files.targets, piece(targets));
        if (groupFile && groups) await writeAll(groupFile, piece(groups));
        if (rowFile && rows) await writeAll(rowFile, piece(rows));
        if (idFile && ids) {
          const lines = ids.slice(done, done + taken).map((its) => `${JSON.stringify(its)}\n`);
          await writeAll(idFile, Buffer.from(lines.join('')));
        }
        shard.count += taken;
        done += taken;
        if (shard.count === this.shardSamples) await this.finish();
      }
      this.count += count;
    } catch (error) {
      throw writingFailed(error, this.folder);
    }
  }

  /** Reads the input of a sample that was written. @param bytes of one input */
  async input(index: number, bytes: number): Promise<Uint8Array> {
    const { inputs } = this.shards[Math.floor(index / this.shardSamples)]!;
    const file = await open(join(this.folder, inputs), 'r');
    try {
      const into = new Uint8Array(bytes);
      await file.read(into, 0, bytes, (index % this.shardSamples) * bytes);
      return into;
    } finally {
      await file.close();
    }
  }

  /** Flushes and closes what is open. */
  async finish(): Promise<void> {
    if (this.#open === undefined) return;
    const { files, groups, rows, ids } = this.#open;
    for (const file of [files.inputs, files.targets, groups, rows, ids]) await file?.sync();
    await this.close();
  }

  /** Closes what is open; needed after an error only. */
  async close(): Promise<void> {
    const opened = this.#open;
    this.#open = undefined;
    if (opened === undefined) return;
    const { files, groups, rows, ids } = opened;
    for (const file of [files.inputs, files.targets, groups, rows, ids]) await file?.close();
  }

  async #next(): Promise<Open> {
    const shard: Shard = { ...shardNames(this.name, this.shards.length), count: 0 };
    if (this.has.groups) shard.groups = shard.targets.replace('targets', 'groups');
    if (this.has.rows) shard.rows = shard.targets.replace('targets', 'rows');
    if (this.has.ids) shard.ids = shard.targets.replace('targets.bin', 'ids.jsonl');
    const file = (name: string) => open(join(this.folder, name), 'wx');
    const inputs = await file(shard.inputs);
    const targets = await file(shard.targets);
    const groups = shard.groups === undefined ? undefined : await file(shard.groups);
    const rows = shard.rows === undefined ? undefined : await file(shard.rows);
    const ids = shard.ids === undefined ? undefined : await file(shard.ids);
    this.shards.push(shard);
    return { shard, files: { inputs, targets }, groups, rows, ids };
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}
