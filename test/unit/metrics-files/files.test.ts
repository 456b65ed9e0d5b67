import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { MetricsTable } from '@shared/series/metrics-table';
import { crc32c } from '../../../src-main/metrics-files/crc32c';
import { metricsParquet } from '../../../src-main/metrics-files/metrics-parquet';
import { tensorboardFiles } from '../../../src-main/metrics-files/tensorboard';

const table: MetricsTable = {
  rows: 2,
  columns: [
    { name: 'step', values: Float64Array.of(1, 300) },
    { name: 'seconds', values: Float64Array.of(0.5, NaN) },
    { name: 'train_loss', values: Float64Array.of(2.5, NaN) },
    { name: 'validation_loss', values: Float64Array.of(NaN, 0.25) },
  ],
};

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4.
  it.each([
    [new TextEncoder().encode('123456789'), 0xe3069283],
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(255), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
  ])('has its published values', (bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });
});

describe('metrics as files', () => {
  it('are Parquet with nulls where nothing was measured', async () => {
    const bytes = metricsParquet(table);
    const rows = await parquetReadObjects({ file: bytes.slice().buffer });
    expect(rows).toEqual([
      { step: 1n, seconds: 0.5, train_loss: 2.5, validation_loss: null },
      { step: 300n, seconds: null, train_loss: null, validation_loss: 0.25 },
    ]);
  });

  it('are event files of training and of validation', () => {
    const files = tensorboardFiles(table, 1000);
    expect(files.map(({ path }) => path)).toEqual([
      'train/events.out.tfevents.1000.trainyard',
      'validation/events.out.tfevents.1000.trainyard',
    ]);
    const [head, event] = recordsOf(files[1]!.bytes);
    expect(Buffer.from(head!).toString('latin1')).toContain('brain.Event:2');
    // Fields: wall_time (double, 1), step (varint, 2), summary (5) of one value (1): tag (1), simple_value (float, 2).
    expect(Buffer.from(event!).toString('hex')).toBe(
      [
        ['09', '0000000000448f40'],
        ['10', 'ac02'],
        ['2a', '0d', '0a', '0b', '0a', '04', Buffer.from('loss').toString('hex'), '15', '0000803e'],
      ]
        .flat()
        .join(''),
    );
  });
});

/** The data of each TFRecord, its lengths followed. */
function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    records.push(bytes.slice(at + 12, at + 12 + length));
    at += length + 16;
  }
  return records;
}
