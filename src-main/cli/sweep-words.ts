import type { ListedSweep, SweepTrial } from '@shared/contract/sweep';
import { measureText } from '@shared/format/measures';
import { BEST_NAMES, isLoss, MONITOR_NAMES, type BestMetric } from '@shared/spec/stopping';
import { meanWords } from '@shared/sweep/seed-curves';
import {
  assignmentWords,
  counted,
  END_WORDS,
  PHASE_WORDS,
  shortField,
  valueWords,
} from '@shared/sweep/sweep-words';
import { duration } from './in-words';

/** A metric's value as it is written. */
export function metricWords(metric: BestMetric, value: number | null): string {
  return measureText(metric, value).replaceAll('−', '-');
}

export const sweepState = ({ phase, waitsForWord }: ListedSweep): string =>
  waitsForWord ? 'waits to go on' : PHASE_WORDS[phase];

export const trialState = ({ end, epoch }: SweepTrial): string =>
  end === null ? 'under way' : end === 'cut' ? `stopped at epoch ${epoch}` : END_WORDS[end];

/** "16 trials, 30 minutes" */
export function budgetWords({ budget, isOfSeeds }: Pick<ListedSweep, 'budget' | 'isOfSeeds'>): string {
  const { trials, minutes, epochs } = budget;
  const parts = [
    trials !== undefined && counted(trials, isOfSeeds ? 'seed' : 'trial'),
    minutes !== undefined && counted(minutes, 'minute'),
    epochs !== undefined && counted(epochs, 'epoch'),
  ];
  return (
    parts.filter((part) => part !== false).join(', ') || (isOfSeeds ? 'one for each seed' : 'all of the grid')
  );
}

/** The columns of a table of trials: what is varied each in one of its own. */
export const trialHeading = ({ fields, metric }: ListedSweep): string[] => [
  'trial',
  ...fields.map(shortField),
  `best ${BEST_NAMES[metric]}`,
  'at epoch',
  'epochs',
  'time',
  'state',
  'run',
];

export const trialCells = ({ fields, metric }: ListedSweep, trial: SweepTrial): string[] => {
  const set = new Map(trial.set);
  const valueOf = (field: string) => {
    const value = set.get(field);
    return value === undefined ? '–' : valueWords(value);
  };
  return [
    String(trial.trial + 1),
    ...fields.map(valueOf),
    metricWords(metric, trial.best),
    trial.bestEpoch === 0 ? '–' : String(trial.bestEpoch),
    String(trial.epoch),
    duration(trial.seconds),
    trialState(trial),
    trial.run ?? '–',
  ];
};

/** The trials, best first; those that came to nothing behind them. */
export function bestFirst({ metric }: ListedSweep, trials: readonly SweepTrial[]): SweepTrial[] {
  const sign = isLoss(metric) ? 1 : -1;
  const score = ({ best }: SweepTrial) => (best === null ? Infinity : sign * best);
  return trials.toSorted((a, b) => (score(a) === score(b) ? a.trial - b.trial : score(a) - score(b)));
}

/** What the best trial came to; of a repeated run the mean, as its best is its luckiest seed. */
export const resultWords = ({ metric, best, seeds, isOfSeeds }: ListedSweep): string =>
  seeds
    ? `mean ${meanWords(seeds, (value) => metricWords(metric, value))}`
    : metricWords(metric, isOfSeeds ? null : (best?.best ?? null));

export function bestWords({ best, metric, phase }: ListedSweep): string {
  if (best === null) {
    const isOver = phase === 'done' || phase === 'stopped';
    return isOver ? 'No trial came to anything.' : 'No trial has come to anything yet.';
  }
  const value = metricWords(metric, best.best);
  return `Best: trial ${best.trial + 1} with ${assignmentWords(best.set)}: ${MONITOR_NAMES[metric]} ${value} at epoch ${best.bestEpoch}, run ${best.run}.`;
}
