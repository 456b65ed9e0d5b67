import type { Interval } from '../metrics/intervals';

/** A figure that an evaluation came to, with its 95 % interval: not a number while that is being worked out. */
export interface Figure extends Interval {
  id: 'accuracy' | 'loss' | 'macroF1' | 'top2' | 'calibration' | 'brier' | 'r2' | 'rmse' | 'mae';
  label: string;
  value: number;
  /** how it is written: a percentage, a number with four decimals, or an amount in units of what is predicted */
  kind: 'share' | 'number' | 'amount';
  /** what it says, in a sentence without terms */
  meaning: string;
  /** how the interval was worked out */
  by: 'Wilson' | 'normal' | 'bootstrap';
}

/** Figures whose intervals take a while: they are yielded once without those, and worked out a piece at a time. */
export type FiguresWork = Generator<Figure[] | undefined, Figure[]>;

export const NOT_YET: Interval = { from: Number.NaN, to: Number.NaN };
