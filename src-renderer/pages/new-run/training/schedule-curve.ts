import { changedRateAt, type RatePlan } from '@shared/schedule/changed-rate';

/** A learning rate over the steps of a run, as it will be. */
export interface RateCurve {
  /** at evenly spaced steps, first and last included */
  rates: number[];
  highest: number;
  /** the step of the first of the highest */
  highestAt: number;
}

/** The exact peak near a point that was looked at; runs of millions of steps are not gone through one by one. */
function highestBetween(
  plan: RatePlan,
  totalSteps: number,
  from: number,
  to: number,
): { highest: number; highestAt: number } {
  let best = { highest: 0, highestAt: from };
  const stride = Math.max(1, Math.floor((to - from) / 2000));
  for (let step = from; step <= to; step += stride) {
    const rate = changedRateAt(plan, step, totalSteps);
    if (rate > best.highest) best = { highest: rate, highestAt: step };
  }
  return best;
}

/** Undefined where only the run itself will tell. */
export function rateCurve(plan: RatePlan, totalSteps: number, most: number): RateCurve | undefined {
  if (plan.optimizer.schedule.name === 'reduce-on-plateau' || totalSteps < 2) return undefined;
  const points = Math.min(totalSteps, most);
  const stepOf = (point: number) => 1 + Math.round((point * (totalSteps - 1)) / (points - 1));
  const rates = Array.from({ length: points }, (_, point) => changedRateAt(plan, stepOf(point), totalSteps));
  const near = rates.indexOf(Math.max(...rates));
  const between = [stepOf(Math.max(0, near - 1)), stepOf(Math.min(points - 1, near + 1))] as const;
  return { rates, ...highestBetween(plan, totalSteps, ...between) };
}

/** The line as an SVG path in a box, 0 at its bottom and the highest rate at its top. */
export function ratePath({ rates, highest }: RateCurve, width: number, height: number): string {
  const x = (point: number) => ((point * width) / (rates.length - 1)).toFixed(2);
  const y = (rate: number) => (height * (1 - rate / highest)).toFixed(2);
  return `M${rates.map((rate, point) => `${x(point)} ${y(rate)}`).join('L')}`;
}
