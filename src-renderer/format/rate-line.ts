import { changedRateAt, type RatePlan } from '@shared/schedule/changed-rate';

const POINTS = 240;

/** A learning rate at evenly spaced steps of a run, first and last included. */
export interface Rates {
  steps: number[];
  rates: number[];
}

export function ratesOver(plan: RatePlan, totalSteps: number): Rates {
  const points = Math.max(2, Math.min(totalSteps, POINTS));
  const steps = Array.from({ length: points }, (_, point) =>
    Math.max(1, Math.round((point * totalSteps) / (points - 1))),
  );
  return { steps, rates: steps.map((step) => changedRateAt(plan, step, totalSteps)) };
}

/** As an SVG path in a box that so many steps and the highest rate just fill. */
export function ratesPath(
  { steps, rates }: Rates,
  box: { steps: number; highest: number; width: number; height: number },
): string {
  const x = (step: number) => ((step * box.width) / box.steps).toFixed(2);
  const y = (rate: number) => (box.height * (1 - rate / box.highest)).toFixed(2);
  return `M${steps.map((step, point) => `${x(step)} ${y(rates[point]!)}`).join('L')}`;
}
