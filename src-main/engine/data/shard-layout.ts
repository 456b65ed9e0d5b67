import type { Shard } from '@shared/contract/dataset';

/** Samples in one shard; the last one of a part may hold fewer. */
export const SHARD_SAMPLES = 10_000;

/** `train-0000.inputs.bin` and `train-0000.targets.bin` for the first shard of the training part. */
export function shardNames(part: string, index: number): Pick<Shard, 'inputs' | 'targets'> {
  const name = `${part}-${String(index).padStart(4, '0')}`;
  return { inputs: `${name}.inputs.bin`, targets: `${name}.targets.bin` };
}

/** The shards of drawn digits, in order; their names are from when there were only pictures with labels. */
export function shardsOf(split: 'train' | 'test', count: number, samples = SHARD_SAMPLES): Shard[] {
  const shards: Shard[] = [];
  for (let from = 0; from < count; from += samples) {
    const name = `${split}-${String(shards.length).padStart(4, '0')}`;
    shards.push({
      inputs: `${name}.images.u8`,
      targets: `${name}.labels.u8`,
      count: Math.min(samples, count - from),
    });
  }
  return shards;
}
