import { describe, expect, it } from 'vitest';
import type { EpochRow } from '@shared/contract/run';
import { metricsCsv, metricsTable } from '@shared/series/metrics-table';
import { normColumns } from '@shared/series/norm-columns';

const floats = (...values: number[]) => Float64Array.from(values).buffer;
const row: EpochRow = {
  epoch: 1,
  step: 3,
  trainLoss: 0.4,
  trainAccuracy: 0.9,
  valLoss: 0.5,
  valAccuracy: 0.8,
  valMacroF1: null,
  valTop5: null,
  valMae: null,
  valRmse: null,
  valR2: null,
  seconds: 2,
  samplesPerSecond: 100,
};
const series = floats(1, 0.25, 0.5, 2, NaN, 0.1, 2, 0.5, 1, 1.5, 0.5, 0.1);
const norms = normColumns(floats(2, 0.5, 1, 7, 8, 9, 1e6));

describe('metrics as a table', () => {
  it('have a row for each step that anything is known of', () => {
    const text = metricsCsv(metricsTable(series, norms, [row])).join('');
    expect(text.split('\n')).toEqual([
      'step,epoch,seconds,train_loss,train_accuracy,learning_rate,gradient_norm,weight_norm,update_ratio,memory_bytes,epoch_train_loss,epoch_train_accuracy,validation_loss,validation_accuracy,epoch_seconds,samples_per_second',
      '1,0.25,0.5,2,,0.1,,,,,,,,,,',
      '2,0.5,1,1.5,0.5,0.1,7,8,9,1000000,,,,,,',
      '3,1,,,,,,,,,0.4,0.9,0.5,0.8,2,100',
      '',
    ]);
  });

  it('are none where nothing was recorded', () => {
    const none = metricsTable(floats(), normColumns(floats()), []);
    expect(none).toMatchObject({ rows: 0, columns: [{ name: 'step' }] });
  });
});
