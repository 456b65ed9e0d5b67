import type { Shard } from '@shared/contract/dataset';

/** Samples in one shard; the last one of a split may hold fewer. */
export const SHARD_SAMPLES = 10_000;

/** The shards of a split of `count` samples, in order: `train-0000.images.u8`, `train-0000.labels.u8`, … */
export function shardsOf(split: 'train' | 'test', count: number, samples = SHARD_SAMPLES): Shard[] {
  const shards: Shard[] = [];
  for (let from = 0; from < count; from += samples) {
    const name = `${split}-${String(shards.length).padStart(4, '0')}`;
    shards.push({
      images: `${name}.images.u8`,
      labels: `${name}.labels.u8`,
      count: Math.min(samples, count - from),
    });
  }
  return shards;
}
