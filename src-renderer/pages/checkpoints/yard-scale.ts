import { niceTicks } from '@shared/charts/ticks';

/** One line that is longer than this many of the usual ones would leave these no room for their stops. */
const MUCH_LONGER = 4;
/** between two figures, in pixels */
const TICK_ROOM = 44;

export interface YardScale {
  /** where an epoch lies, from 0 to 1 */
  share: (epoch: number) => number;
  ticks: readonly number[];
  /** whether later epochs lie closer together than early ones */
  isSqueezed: boolean;
}

/** 0, 1, 2, 5, 10, 20 and so on, each far enough from the one before. */
function squeezedTicks(reach: number, width: number, share: (epoch: number) => number): number[] {
  const ticks = [0];
  for (let decade = 1; decade <= reach; decade *= 10) {
    for (const tick of [1, 2, 5].map((digit) => digit * decade)) {
      const room = (share(tick) - share(ticks.at(-1)!)) * width;
      if (tick <= reach && room >= TICK_ROOM) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * Epochs along the lines of the yard. Even, unless one line is much longer than most: then by square roots, so that the
 * short ones can be told apart as well.
 *
 * @param ends where each line ends, in epochs
 * @param width in pixels
 */
export function yardScale(ends: readonly number[], width: number): YardScale {
  const reach = Math.max(1, ...ends);
  const middle = ends.toSorted((a, b) => a - b)[Math.floor((ends.length - 1) / 2)] ?? reach;
  const isSqueezed = ends.length > 1 && reach > MUCH_LONGER * Math.max(1, middle);
  const share = (epoch: number) => (isSqueezed ? Math.sqrt(epoch / reach) : epoch / reach);
  return {
    share,
    isSqueezed,
    ticks: isSqueezed
      ? squeezedTicks(reach, width, share)
      : niceTicks(0, reach, Math.min(12, Math.max(2, width / 60))),
  };
}
