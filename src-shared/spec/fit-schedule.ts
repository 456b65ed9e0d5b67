import { valueAt, withValueAt } from './path';
import { newSchedule, scheduleSchema, type Schedule, type ScheduleName } from './schedule';

/** A freshly chosen schedule, with lengths that suit a run of so many steps. */
export function fittedSchedule(name: ScheduleName, totalSteps: number | undefined): Schedule {
  const fresh = newSchedule[name]();
  if (totalSteps === undefined || totalSteps < 1) return fresh;
  const part = (share: number) => Math.max(1, Math.round(totalSteps * share));
  switch (fresh.name) {
    case 'warmup-cosine':
      return { ...fresh, warmupSteps: Math.min(fresh.warmupSteps, part(0.1)) };
    case 'exponential-decay':
      // Ten times by 0.8 is a tenth at the end.
      return { ...fresh, decayRate: 0.8, transitionSteps: part(0.1) };
    case 'piecewise-constant':
      return { ...fresh, boundaries: spreadBoundaries(fresh.boundaries, totalSteps) };
    case 'cosine-restarts':
      // Three cycles, each twice as long as the one before: 1 + 2 + 4.
      return { ...fresh, cycleSteps: Math.max(1, Math.ceil(totalSteps / 7)) };
    default:
      return fresh;
  }
}

/**
 * A draft whose run has become longer or shorter: a schedule that is just as it was fitted to the old length is fitted
 * to the new one; lengths that somebody chose stay.
 */
export function withRefittedSchedule<T>(draft: T, before: number | undefined, now: number | undefined): T {
  if (before === undefined || now === undefined || before === now) return draft;
  const path = 'optimizer.schedule';
  const schedule = scheduleSchema.safeParse(valueAt(draft, path));
  if (!schedule.success) return draft;
  const isUntouched =
    JSON.stringify(schedule.data) ===
    JSON.stringify(scheduleSchema.parse(fittedSchedule(schedule.data.name, before)));
  return isUntouched ? withValueAt(draft, path, fittedSchedule(schedule.data.name, now)) : draft;
}

type Boundaries = Extract<Schedule, { name: 'piecewise-constant' }>['boundaries'];

/** The same factors at steps that lie evenly in the second half of a run, if it has that many. */
export function spreadBoundaries(boundaries: Boundaries, totalSteps: number): Boundaries {
  const half = totalSteps / 2;
  let before = 0;
  return boundaries.map(({ factor }, index) => {
    before = Math.max(before + 1, Math.round(half + (half / boundaries.length) * index));
    return { step: before, factor };
  });
}
