import type { Sweep } from '@shared/contract/sweep';
import type { Outcome } from '@shared/sweep/importance';
import { scoreOf } from '../sweep-words';

/** What the trials of a sweep came to, as far as they have come to something. */
export const outcomesOf = ({ trials, metric }: Sweep): Outcome[] =>
  trials.flatMap(({ set, best, end }) =>
    best === null ? [] : [{ set: new Map(set), score: scoreOf(metric, best), isWhole: end === 'completed' }],
  );
