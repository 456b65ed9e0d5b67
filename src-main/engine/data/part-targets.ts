import { join } from 'node:path';
import type { Shard, SplitFiles } from '@shared/contract/dataset';
import { DataError } from './data-error';
import { readWholeFile } from './read-file';

/** @throws DataError when a label names a class that does not exist */
export function checkLabels(
  folder: string,
  { targets: file }: Shard,
  labels: Uint8Array,
  classes: number,
): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong === -1) return;
  throw new DataError(
    `${join(folder, file)} gives sample ${wrong} the class ${labels[wrong]}, but there are only ${classes}. Import the data again.`,
  );
}

/**
 * Fills an array with the targets of all samples of a part.
 *
 * @param width numbers of one sample's target
 * @param outputs how many classes there are, where targets are bytes
 * @throws DataError when a shard is missing, of another size, or names a class that does not exist
 */
export async function readTargets(
  folder: string,
  { shards }: SplitFiles,
  into: Uint8Array | Float32Array,
  width: number,
  outputs: number,
): Promise<void> {
  let start = 0;
  for (const shard of shards) {
    const end = start + shard.count;
    const its = into.subarray(start * width, end * width);
    await readWholeFile(join(folder, shard.targets), its, true);
    if (its instanceof Uint8Array) checkLabels(folder, shard, its, outputs);
    start = end;
  }
}

/** The group of each sample of a part; undefined where there are none. @throws DataError as `readTargets` */
export async function readGroups(
  folder: string,
  { shards, count }: SplitFiles,
): Promise<Int32Array | undefined> {
  if (!shards.some(({ groups }) => groups !== undefined)) return undefined;
  const all = new Int32Array(count);
  let start = 0;
  for (const shard of shards) {
    const its = all.subarray(start, start + shard.count);
    if (shard.groups !== undefined) await readWholeFile(join(folder, shard.groups), its, false);
    start += shard.count;
  }
  return all;
}
