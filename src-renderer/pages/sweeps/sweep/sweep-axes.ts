import type { Sweep, SweepTrial } from '@shared/contract/sweep';
import { BEST_NAMES } from '@shared/spec/stopping';
import { valueWords } from '@shared/sweep/sweep-words';
import { measureText } from '../../../format/measures';
import { capitalized } from '../../../format/numbers';
import { variedLabel } from '../sweep-labels';
import { parallelAxis, type AxisValue, type ParallelAxis } from '../../compare/parallel/axis';

/** What a sweep's page calls a field. */
export const sweepFieldLabel = (sweep: Sweep, field: string): string => variedLabel(field, sweep.spec.run);

/** The axis of a field that is varied, with where each trial lies on it. */
export function fieldAxis(sweep: Sweep, field: string, trials: readonly SweepTrial[]): ParallelAxis {
  const values = trials.map(({ set }): AxisValue => {
    const value = set.find(([its]) => its === field)?.[1];
    return typeof value === 'boolean' ? String(value) : value;
  });
  return parallelAxis({
    key: field,
    label: sweepFieldLabel(sweep, field),
    values,
    text: valueWords,
    canBeLog: true,
  });
}

/** What trials came to, each at its best epoch. */
export const resultAxis = (sweep: Sweep, trials: readonly SweepTrial[]): ParallelAxis =>
  parallelAxis({
    key: sweep.metric,
    label: capitalized(BEST_NAMES[sweep.metric]),
    values: trials.map(({ best }) => best ?? undefined),
    text: (value) => measureText(sweep.metric, value),
    canBeLog: sweep.metric === 'valLoss',
  });
