import type { Optimizer } from '../spec/optimizer';
import type { Schedule } from '../spec/schedule';

type Named<Name extends Schedule['name']> = Extract<Schedule, { name: Name }>;

const between = (from: number, to: number, share: number): number =>
  from + (to - from) * Math.min(Math.max(share, 0), 1);

/** From 1 down to `end` along half a cosine; `share` is how much of the way is done. */
const halfCosine = (end: number, share: number): number =>
  end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * Math.min(Math.max(share, 0), 1)));

/** Warm-up by a straight line, then half a cosine over what is left. */
function warmupCosine(schedule: Named<'warmup-cosine'>, count: number, length: number): number {
  const { warmupSteps, startFactor, endFactor } = schedule;
  if (count < warmupSteps) return between(startFactor, 1, count / warmupSteps);
  return halfCosine(endFactor, (count - warmupSteps) / Math.max(1, length - warmupSteps));
}

/** Smith and Topin 2017, with cosines between the three rates. */
function oneCycle(schedule: Named<'one-cycle'>, count: number, length: number): number {
  const { warmupShare, divFactor, finalDivFactor } = schedule;
  const peak = Math.trunc(warmupShare * length);
  const start = 1 / divFactor;
  if (count < peak) return 1 + (start - 1) * halfCosine(0, count / peak);
  return halfCosine(start / finalDivFactor, (count - peak) / Math.max(1, length - peak));
}

/** Cycles that each are longer than the one before (Loshchilov and Hutter 2016). */
function cosineRestarts(schedule: Named<'cosine-restarts'>, count: number): number {
  const { cycleSteps, cycleFactor, peakFactor, endFactor } = schedule;
  let length = cycleSteps;
  let peak = 1;
  let left = count;
  while (left >= length) {
    const next = Math.round(length * cycleFactor);
    // Cycles that do not grow are counted at once, or a long run of short ones would take ever longer.
    const cycles = next === length ? Math.floor(left / length) : 1;
    left -= cycles * length;
    length = next;
    peak *= peakFactor ** cycles;
  }
  return peak * halfCosine(endFactor, left / length);
}

/**
 * What part of the learning rate a schedule gives before the `count`-th step, counted from 0 as optax does.
 *
 * @param totalSteps of the whole run: how long a schedule without a length of its own is
 * @param plateauFactor what reduce-on-plateau has come down to
 */
export function scheduleFactor(
  schedule: Schedule,
  count: number,
  totalSteps: number,
  plateauFactor = 1,
): number {
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'linear':
      return between(1, schedule.endFactor, count / (schedule.steps ?? totalSteps));
    case 'exponential-decay': {
      const { decayRate, transitionSteps, staircase } = schedule;
      const transitions = count / transitionSteps;
      return decayRate ** (staircase ? Math.floor(transitions) : transitions);
    }
    case 'piecewise-constant':
      return schedule.boundaries.reduce(
        (factor, part) => (count >= part.step ? factor * part.factor : factor),
        1,
      );
    case 'cosine':
      return halfCosine(schedule.endFactor, count / (schedule.steps ?? totalSteps));
    case 'warmup-cosine':
      return warmupCosine(schedule, count, schedule.steps ?? totalSteps);
    case 'one-cycle':
      return oneCycle(schedule, count, schedule.steps ?? totalSteps);
    case 'cosine-restarts':
      return cosineRestarts(schedule, count);
    case 'reduce-on-plateau':
      return Math.max(plateauFactor, schedule.endFactor);
  }
}

/** The learning rate of a step, counted from 1. */
export const learningRateAt = (
  { learningRate, schedule }: Pick<Optimizer, 'learningRate' | 'schedule'>,
  step: number,
  totalSteps: number,
  plateauFactor = 1,
): number => learningRate * scheduleFactor(schedule, step - 1, totalSteps, plateauFactor);
