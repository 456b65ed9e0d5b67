import type { SpecChange } from '../spec/changes';
import type { Optimizer } from '../spec/optimizer';
import { learningRateAt } from './learning-rate';

/** What decides the learning rate: the optimizer's settings, and what was changed of them on the way. */
export interface RatePlan {
  optimizer: Pick<Optimizer, 'learningRate' | 'schedule'>;
  changes: readonly SpecChange[];
}

/** What holds at a step, counted from 1. */
export function settingsAt(
  { optimizer, changes }: RatePlan,
  step: number,
  totalSteps: number,
): { learningRate: number; scheduleSteps: number } {
  const settings = { learningRate: optimizer.learningRate, scheduleSteps: totalSteps };
  for (const change of changes) {
    if (change.step >= step) break;
    settings.learningRate = change.learningRate ?? settings.learningRate;
    settings.scheduleSteps = change.scheduleSteps ?? settings.scheduleSteps;
  }
  return settings;
}

/**
 * The learning rate of a step, counted from 1, with all changes before it.
 *
 * @param totalSteps of the whole run: how long a schedule without a length of its own is, unless that was changed
 * @param plateauFactor what reduce-on-plateau has come down to
 */
export function changedRateAt(plan: RatePlan, step: number, totalSteps: number, plateauFactor = 1): number {
  const { learningRate, scheduleSteps } = settingsAt(plan, step, totalSteps);
  return learningRateAt(
    { learningRate, schedule: plan.optimizer.schedule },
    step,
    scheduleSteps,
    plateauFactor,
  );
}
