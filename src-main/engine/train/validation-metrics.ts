import type { CheckpointMetrics } from '@shared/contract/checkpoint';
import { classMetrics, macroAverage } from '@shared/metrics/classification';
import type { Measured } from '../evaluate/measure';

export type ValidationMetrics = Omit<CheckpointMetrics, 'trainLoss' | 'trainAccuracy'>;

export const NOT_VALIDATED: ValidationMetrics = {
  valLoss: null,
  valAccuracy: null,
  valMacroF1: null,
  valTop5: null,
};

/** What an epoch is judged by: each sample counts the same, in the macro average each class. */
export const validationMetrics = ({
  samples,
  correct,
  top5,
  loss,
  confusion,
}: Measured): ValidationMetrics => ({
  valLoss: loss,
  valAccuracy: correct / samples,
  valMacroF1: macroAverage(classMetrics(confusion)).f1,
  valTop5: top5 === null ? null : top5 / samples,
});
