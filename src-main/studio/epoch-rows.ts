import { epochRowSchema, type EpochRow } from '@shared/contract/run';
import { EPOCH_LOG_COLUMNS } from '@shared/series/columns';

/** The epochs in rows of an epoch log, the columns of EPOCH_LOG_COLUMNS; rows that make no sense are left out. */
export function epochRowsIn(rows: Float64Array): EpochRow[] {
  const width = EPOCH_LOG_COLUMNS.length;
  const at = (row: number, column: (typeof EPOCH_LOG_COLUMNS)[number]) =>
    rows[row * width + EPOCH_LOG_COLUMNS.indexOf(column)]!;
  const measured = (value: number) => (Number.isNaN(value) ? null : value);
  const read = Array.from({ length: rows.length / width }, (_, row) => ({
    epoch: at(row, 'epoch'),
    step: at(row, 'step'),
    trainLoss: at(row, 'trainLoss'),
    trainAccuracy: measured(at(row, 'trainAccuracy')),
    valLoss: measured(at(row, 'valLoss')),
    valAccuracy: measured(at(row, 'valAccuracy')),
    seconds: at(row, 'seconds'),
    samplesPerSecond: at(row, 'samplesPerSecond'),
    valMacroF1: measured(at(row, 'valMacroF1')),
    valTop5: measured(at(row, 'valTop5')),
    valMae: measured(at(row, 'valMae')),
    valRmse: measured(at(row, 'valRmse')),
    valR2: measured(at(row, 'valR2')),
  })).flatMap((row) => {
    const parsed = epochRowSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  // A limit may have cut an epoch short that went on later: it is one epoch.
  return read.filter(({ epoch }, index) => read[index + 1]?.epoch !== epoch);
}
