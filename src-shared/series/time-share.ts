import type { EpochTimes } from '../contract/recorded';

/** What people call the parts of an epoch's time, in the order in which they are shown. */
export const TIME_WORDS: Record<keyof EpochTimes, string> = {
  step: 'training',
  validation: 'validation',
  checkpoint: 'saving',
  data: 'data',
  other: 'other',
};

export interface TimeShare {
  part: keyof EpochTimes;
  seconds: number;
  /** 0 to 1 */
  share: number;
}

/** How the time of some epochs was spent, the parts that took none left out. */
export function timeShares(epochs: readonly EpochTimes[]): TimeShare[] {
  const parts = (Object.keys(TIME_WORDS) as (keyof EpochTimes)[]).map((part) => ({
    part,
    seconds: epochs.reduce((sum, times) => sum + times[part], 0),
  }));
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  return parts
    .filter(({ seconds }) => seconds > 0)
    .map(({ part, seconds }) => ({ part, seconds, share: seconds / total }));
}

const percentage = (share: number) => (share < 0.005 ? 'under 1 %' : `${Math.round(share * 100)} %`);

/** "84 % training, 9 % validation, 4 % saving, 3 % data" */
export const timeWords = (shares: readonly TimeShare[]): string =>
  shares.map(({ part, share }) => `${percentage(share)} ${TIME_WORDS[part]}`).join(', ');
