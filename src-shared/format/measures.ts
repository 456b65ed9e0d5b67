import type { DatasetTarget } from '../contract/dataset';
import type { BestMetric } from '../spec/stopping';
import { accuracy, amount, loss, share } from './numbers';

/** What is told of a model beside its loss, on validation data. */
export type Measure = 'valAccuracy' | 'valMacroF1' | 'valTop5' | 'valR2' | 'valMae' | 'valRmse';

export type Measured = Readonly<Record<Measure, number | null>>;

export interface MeasureChoice {
  value: Measure;
  label: string;
}

/** The first of each is what one looks at first. */
const CHOICES: Record<DatasetTarget['type'], readonly MeasureChoice[]> = {
  classes: [
    { value: 'valAccuracy', label: 'Accuracy' },
    { value: 'valMacroF1', label: 'Macro F1' },
    { value: 'valTop5', label: 'Top 5' },
  ],
  values: [
    { value: 'valR2', label: 'R²' },
    { value: 'valMae', label: 'MAE' },
    { value: 'valRmse', label: 'RMSE' },
  ],
};

export const measuresOf = ({ type }: Pick<DatasetTarget, 'type'>): readonly MeasureChoice[] => CHOICES[type];

export const mainMeasure = (target: Pick<DatasetTarget, 'type'>): Measure => CHOICES[target.type][0]!.value;

/** Accuracies are percentages, R² is a share with four decimals, errors stand in the units of what is predicted. */
export function measureText(measure: Measure | BestMetric, value: number | null | undefined): string {
  if (measure === 'valLoss') return loss(value);
  if (measure === 'valR2') return share(value);
  return measure === 'valMae' || measure === 'valRmse' ? amount(value) : accuracy(value);
}

/** What a run or a checkpoint came to, of whichever kind: "97.20%", "R² 0.4812". */
export function scoreText(measured: Partial<Measured> | null | undefined): string {
  const r2 = measured?.valR2;
  return r2 === null || r2 === undefined ? accuracy(measured?.valAccuracy) : `R² ${share(r2)}`;
}

/** What a list is sorted by where both kinds stand in it. */
export const scoreOf = (measured: Partial<Measured> | null | undefined): number | null | undefined =>
  measured?.valAccuracy ?? measured?.valR2;
