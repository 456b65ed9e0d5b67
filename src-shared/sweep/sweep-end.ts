import { isOfSeeds, type Budget } from './sweep-spec';
import { counted } from './sweep-words';
import type { Trials } from './trials';

/** What the trials of a sweep have used of its budget. */
export interface Used {
  epochs: number;
  seconds: number;
}

/** The limit of time or epochs that is reached; undefined while there is none. */
export function reachedLimit(used: Used, { minutes, epochs }: Budget): 'epochs' | 'minutes' | undefined {
  if (epochs !== undefined && used.epochs >= epochs) return 'epochs';
  return minutes !== undefined && used.seconds >= 60 * minutes ? 'minutes' : undefined;
}

/** "The budget of 30 minutes", where that is used up. */
export function spentBudget(used: Used, budget: Budget): string | undefined {
  const limit = reachedLimit(used, budget);
  return limit && `The budget of ${counted(budget[limit]!, limit.slice(0, -1))}`;
}

/** Why no further trial begins with a budget; null while one may. */
export function sweepEnd(drawn: Trials, begun: number, used: Used, budget: Budget): string | null {
  const spent = spentBudget(used, budget);
  if (spent) return `${spent} is used up.`;
  if (begun < drawn.most(budget)) return null;
  if (isOfSeeds(drawn.spec)) return `All ${counted(begun, 'seed')} are done.`;
  return begun >= drawn.size
    ? `All ${counted(begun, 'point')} of the grid were tried.`
    : `All ${counted(begun, 'trial')} are done.`;
}
