import { reachedLimit, sweepEnd, type Used } from './sweep-end';
import { isOfSeeds, type Budget, type SweepSpec } from './sweep-spec';
import { counted } from './sweep-words';
import { Trials } from './trials';

/** A sweep that is to have another budget. */
export interface Extended {
  name: string;
  spec: SweepSpec;
  /** trials that have begun */
  begun: number;
  /** of those, the ones that have not ended */
  open: number;
  used: Used;
}

/** What keeps a sweep from having another budget, with the limit that it is about. */
export interface ExtensionProblem {
  limit: keyof Budget;
  message: string;
}

/** Whether there is anything that a sweep could do yet: all but a grid that was tried as a whole can have more trials. */
export const hasMore = ({ spec, begun, open }: Omit<Extended, 'name' | 'used'>): boolean =>
  open > 0 || spec.sampler !== 'grid' || isOfSeeds(spec) || begun < new Trials(spec).size;

/** Why another budget would change nothing, or cannot be; undefined where the sweep goes on with it. */
export function extensionProblem(sweep: Extended, budget: Budget): ExtensionProblem | undefined {
  const { name, spec, begun, open, used } = sweep;
  const drawn = new Trials(spec);
  const told = (limit: keyof Budget, message: string) => ({ limit, message });
  const isGrid = spec.sampler === 'grid';
  if (!isGrid && Object.values(budget).every((limit) => limit === undefined)) {
    return told('trials', 'Say when it ends: after so many trials, minutes or epochs.');
  }
  if (!hasMore(sweep)) {
    const message = `All ${counted(begun, 'point')} of the grid of ${name} were tried: begin another sweep to try other values.`;
    return told('trials', message);
  }
  const { trials = begun } = budget;
  if (isGrid && !isOfSeeds(spec) && trials > drawn.size) {
    const message = `The grid of ${name} has ${counted(drawn.size, 'point')}: there are no more trials than that.`;
    return told('trials', message);
  }
  if (trials < begun) {
    const its = counted(begun, isOfSeeds(spec) ? 'seed' : 'trial');
    return told('trials', `${name} has begun ${its} already: give it at least as many.`);
  }
  const end = sweepEnd(drawn, begun, used, budget);
  if (open > 0 || end === null) return undefined;
  return told(reachedLimit(used, budget) ?? 'trials', `${end} Give ${name} more than that.`);
}

/** A budget to propose: half as many trials again as it has, and half as much again of a limit that is reached. */
export function moreOf(sweep: Extended, budget: Budget): Budget {
  const { spec, begun, used } = sweep;
  const raised = (limit: number) => Math.ceil(limit * 1.5);
  const drawn = new Trials(spec);
  const trials = budget.trials ?? (isOfSeeds(spec) ? begun : undefined);
  const most = isOfSeeds(spec) ? Infinity : drawn.size;
  const limit = reachedLimit(used, budget);
  return {
    ...budget,
    ...(trials !== undefined && { trials: Math.min(most, raised(Math.max(trials, begun))) }),
    ...(limit && { [limit]: raised(budget[limit]!) }),
  };
}
