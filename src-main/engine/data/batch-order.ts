import { CountedRandom, Purpose } from '@shared/random/counted-random';

/**
 * The order in which one epoch shows its samples: a pure function of seed and epoch, whatever happened
 * before and however fast the data arrives.
 *
 * The first epoch of a dataset that comes in shards is shuffled within each shard instead of across all,
 * so that training can begin on the first shard while the others are still being drawn.
 *
 * @param training indices of the training samples, ascending
 * @param epoch counted from 0
 * @param shardEnds exclusive ends of the shards in terms of sample indices; empty to shuffle across all
 */
export function epochOrder(
  training: Int32Array,
  seed: number,
  epoch: number,
  shuffle: boolean,
  shardEnds: readonly number[],
): Int32Array {
  const order = training.slice();
  if (!shuffle) return order;
  if (epoch > 0 || shardEnds.length < 2) {
    return new CountedRandom(seed, Purpose.shuffle, epoch).shuffle(order);
  }
  let start = 0;
  for (const [shard, end] of shardEnds.entries()) {
    let stop = start;
    while (stop < order.length && order[stop]! < end) stop++;
    new CountedRandom(seed, Purpose.shuffle, epoch, shard).shuffle(order.subarray(start, stop));
    start = stop;
  }
  return order;
}
