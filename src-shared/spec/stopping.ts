import { z } from 'zod';

/** What says how good an epoch was. */
export const monitorSchema = z.enum([
  'valLoss',
  'valAccuracy',
  'valMacroF1',
  'valMae',
  'valRmse',
  'valR2',
  'trainLoss',
  'trainAccuracy',
]);
export type Monitor = z.infer<typeof monitorSchema>;

/** What the best checkpoint is chosen by: always on validation data. */
export const bestMetricSchema = monitorSchema.extract([
  'valLoss',
  'valAccuracy',
  'valMacroF1',
  'valMae',
  'valRmse',
  'valR2',
]);
export type BestMetric = z.infer<typeof bestMetricSchema>;

export const bestSchema = z.strictObject({ metric: bestMetricSchema.default('valLoss') });

/** Without saying that it is on validation data, where there is little room. */
export const BEST_NAMES: Record<BestMetric, string> = {
  valLoss: 'loss',
  valAccuracy: 'accuracy',
  valMacroF1: 'macro F1',
  valMae: 'mean absolute error',
  valRmse: 'RMSE',
  valR2: 'R²',
};

/** Test data is touched once, when the run is done, and chooses nothing. */
export const testSchema = z.strictObject({
  /** whether the best checkpoint is measured on the dataset's test part when the run is completed */
  atEnd: z.boolean().default(false),
});

/** Limits of a run beside its epochs: it ends at whichever comes first, and 0 is none. */
export const stopSchema = z.strictObject({
  /** since the start of training */
  steps: z.int().min(0).max(100_000_000).default(0),
  /** of training and validation; pauses and absences are not counted */
  minutes: z.number().min(0).max(525_600).default(0),
});

/** Keras's EarlyStopping, with its words. Its `mode` follows from the metric: losses fall, the others rise. */
export const earlyStoppingSchema = z.strictObject({
  /** epochs without improvement after which a run ends; 0 is never (in Keras it means the same as 1) */
  patience: z.int().min(0).max(100_000).default(0),
  monitor: monitorSchema.default('valLoss'),
  /** an epoch improves when it is better than the best one by more than this */
  minDelta: z.number().min(0).max(1e6).default(0),
});
export type EarlyStoppingSettings = z.infer<typeof earlyStoppingSchema>;

export const MONITOR_NAMES: Record<Monitor, string> = {
  valLoss: 'validation loss',
  valAccuracy: 'validation accuracy',
  valMacroF1: 'validation macro F1',
  valMae: 'validation mean absolute error',
  valRmse: 'validation RMSE',
  valR2: 'validation R²',
  trainLoss: 'training loss',
  trainAccuracy: 'training accuracy',
};

/** Whether less of it is better. */
export const isLoss = (monitor: Monitor): boolean =>
  ['valLoss', 'trainLoss', 'valMae', 'valRmse'].includes(monitor);

/** What can be told where classes are predicted, and where values are. */
export const FOR_CLASSES: readonly Monitor[] = ['valAccuracy', 'valMacroF1', 'trainAccuracy'];
export const FOR_VALUES: readonly Monitor[] = ['valMae', 'valRmse', 'valR2'];

export const isValidated = (monitor: Monitor): boolean => monitor.startsWith('val');

/** Whether a value is better than another by more than `by`. What is not a number is never better. */
export const isBetter = (monitor: Monitor, value: number, than: number | null, by = 0): boolean =>
  isLoss(monitor) ? value < (than ?? Infinity) - by : value > (than ?? -Infinity) + by;
