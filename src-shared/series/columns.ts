/**
 * The columns of the per-step series, each a float64. `epoch` is fractional (2.5: half of the third epoch
 * is done), `seconds` is time spent in the run since its first start, what lay between stop and resume not
 * counted. Loss and accuracy are of the step's own batch.
 */
export const SERIES_COLUMNS = ['step', 'epoch', 'seconds', 'loss', 'accuracy', 'learningRate'] as const;
export type SeriesColumn = (typeof SERIES_COLUMNS)[number];

/** On disk each row ends with the generation of the engine that wrote it. */
export const STEP_LOG_COLUMNS = [...SERIES_COLUMNS, 'generation'] as const;

/**
 * One row for each measured step: the lengths of the gradient, before it is clipped, and of the trained weights, before
 * the update; the length of the update as a share of the weights'; and the engine's resident memory in bytes.
 */
export const NORM_COLUMNS = [
  'step',
  'epoch',
  'seconds',
  'gradientNorm',
  'weightNorm',
  'updateRatio',
  'memory',
] as const;
export type NormColumn = (typeof NORM_COLUMNS)[number];
export const NORM_LOG_COLUMNS = [...NORM_COLUMNS, 'generation'] as const;

/** One row an epoch. What was not measured is NaN. */
export const EPOCH_LOG_COLUMNS = [
  'step',
  'epoch',
  'trainLoss',
  'trainAccuracy',
  'valLoss',
  'valAccuracy',
  'seconds',
  'samplesPerSecond',
  'valMacroF1',
  'valTop5',
  'valMae',
  'valRmse',
  'valR2',
  'generation',
] as const;
