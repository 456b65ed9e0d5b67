import type { CheckpointMetrics } from '@shared/contract/checkpoint';
import { classMetrics, macroAverage } from '@shared/metrics/classification';
import { averageMetrics, regressionMetrics } from '@shared/metrics/regression';
import type { Measured } from '../evaluate/measure';

export type ValidationMetrics = Omit<CheckpointMetrics, 'trainLoss' | 'trainAccuracy'>;

export const NOT_VALIDATED: ValidationMetrics = {
  valLoss: null,
  valAccuracy: null,
  valMacroF1: null,
  valTop5: null,
  valMae: null,
  valRmse: null,
  valR2: null,
};

/** What an epoch is judged by: each sample counts the same, in the macro average each class. */
export function validationMetrics(measured: Measured): ValidationMetrics {
  const { samples, loss } = measured;
  if ('truth' in measured) {
    const each = measured.truth.map((values, index) => regressionMetrics(values, measured.predicted[index]!));
    const { mae, rmse, r2 } = averageMetrics(each);
    return { ...NOT_VALIDATED, valLoss: loss, valMae: mae, valRmse: rmse, valR2: r2 };
  }
  const { correct, top5, confusion } = measured;
  return {
    ...NOT_VALIDATED,
    valLoss: loss,
    valAccuracy: correct / samples,
    valMacroF1: macroAverage(classMetrics(confusion)).f1,
    valTop5: top5 === null ? null : top5 / samples,
  };
}
