import { parquetWriteBuffer } from 'hyparquet-writer';
import type { MetricsTable } from '@shared/series/metrics-table';

/** As a Parquet file: `step` as INT64, all else as DOUBLE to the bit, null where something was not measured. */
export function metricsParquet({ columns }: MetricsTable): Uint8Array {
  const columnData = columns.map(({ name, values }) =>
    name === 'step'
      ? { name, data: Array.from(values, BigInt), type: 'INT64' as const, nullable: false }
      : {
          name,
          data: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
          type: 'DOUBLE' as const,
          nullable: true,
        },
  );
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'Trainyard' }));
}
