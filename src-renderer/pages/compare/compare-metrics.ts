import type { EpochRow, RunSummary } from '@shared/contract/run';
import type { SummedColumn } from '@shared/charts/series-buffer';
import { measuresOf, measureText, type Measure } from '../../format/measures';
import { count, loss, MISSING, rate } from '../../format/numbers';

/** Something that curves of several runs can be drawn of. */
export interface CompareMetric {
  value: string;
  label: string;
  /** of each epoch, on validation data */
  validation: ((row: EpochRow) => number | null) | undefined;
  /** of each step, on its own batch */
  training: SummedColumn | 'learningRate' | undefined;
  better: 'lower' | 'higher' | undefined;
  /** the highest value that there can be */
  top: number;
  text: (value: number) => string;
}

type Compared = Pick<RunSummary, 'target' | 'epochs'>;

const LOSS: CompareMetric = {
  value: 'loss',
  label: 'Loss',
  validation: (row) => row.valLoss,
  training: 'loss',
  better: 'lower',
  top: Infinity,
  text: loss,
};
const RATE: CompareMetric = {
  value: 'rate',
  label: 'Learning rate',
  validation: undefined,
  training: 'learningRate',
  better: undefined,
  top: Infinity,
  text: rate,
};
const SPEED: CompareMetric = {
  value: 'speed',
  label: 'Samples a second',
  validation: (row) => (row.samplesPerSecond > 0 ? row.samplesPerSecond : null),
  training: undefined,
  better: 'higher',
  top: Infinity,
  text: count,
};
const ofMeasure = (measure: Measure, label: string): CompareMetric => ({
  value: measure,
  label,
  validation: (row) => row[measure],
  training: measure === 'valAccuracy' ? 'accuracy' : undefined,
  better: measure === 'valMae' || measure === 'valRmse' ? 'lower' : 'higher',
  top: measure === 'valMae' || measure === 'valRmse' ? Infinity : 1,
  text: (value) => measureText(measure, value),
});

/** Whether a run is told by this metric: a run of values has no accuracy. */
export function hasMetric({ target, epochs }: Compared, { value }: CompareMetric): boolean {
  const own = measuresOf(target).find((measure) => measure.value === value);
  if (own?.value === 'valTop5') return epochs.some((row) => row.valTop5 !== null);
  return own !== undefined || [LOSS, RATE, SPEED].some((metric) => metric.value === value);
}

/** All that any of the runs is told by. */
export function compareMetrics(runs: readonly Compared[]): CompareMetric[] {
  const measures = new Map(
    runs.flatMap(({ target }) => measuresOf(target)).map(({ value, label }) => [value, label] as const),
  );
  const all = [LOSS, ...[...measures].map(([value, label]) => ofMeasure(value, label)), RATE, SPEED];
  return runs.length === 0 ? [LOSS] : all.filter((metric) => runs.some((run) => hasMetric(run, metric)));
}

/** What the second chart shows beside the first: how good the runs are, or their loss. */
export function besideMetric(all: readonly CompareMetric[], shown: CompareMetric): CompareMetric | undefined {
  return all.find(({ value }) => value !== shown.value && (shown.value === 'loss' || value === 'loss'));
}

export const metricText = (metric: CompareMetric, value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? MISSING : metric.text(value);
