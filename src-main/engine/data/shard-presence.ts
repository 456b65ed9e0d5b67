import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Shard } from '@shared/contract/dataset';
import { fileIsThere } from './read-file';

/** Which shards of a dataset are there that another engine may still be making, from the first on. */
export class ShardPresence {
  #ready = 0;
  #shards = 0;

  constructor(
    readonly folder: string,
    readonly shards: readonly Shard[],
  ) {
    this.#look();
  }

  /** samples from the start whose files are there */
  get ready(): number {
    return this.#ready;
  }

  /** Resolves when the first `count` samples are there. */
  async until(count: number): Promise<void> {
    while (this.#ready < count && this.#shards < this.shards.length) {
      await fileIsThere(join(this.folder, this.shards[this.#shards]!.inputs));
      this.#look();
    }
  }

  #look(): void {
    for (; this.#shards < this.shards.length; this.#shards++) {
      const { inputs, count } = this.shards[this.#shards]!;
      if (!existsSync(join(this.folder, inputs))) return;
      this.#ready += count;
    }
  }
}
