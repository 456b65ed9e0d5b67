import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { encodeLogHeader } from '@shared/series/fixed-width-log';
import { thinSeries } from '@shared/series/thin';
import { compactLog } from '../../../../src-main/engine/metrics/compact-log';
import { compactedPart, readOverview } from '../../../../src-main/series/overview-file';
import { SeriesReader } from '../../../../src-main/studio/series-reader';

const WIDTH = STEP_LOG_COLUMNS.length;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'overview-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const path = () => join(folder, 'steps.log');

/** Rows of consecutive steps. */
const made = (from: number, to: number, generation: number) =>
  Float64Array.from({ length: (to - from) * WIDTH }, (_, at) => {
    const step = from + Math.floor(at / WIDTH) + 1;
    return [step, step / 1000, step / 100, Math.sin(step * 12.9898), 0.5, 0.001, generation][at % WIDTH]!;
  });
const bytes = (rows: Float64Array) => new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
const write = (...parts: Float64Array[]) => {
  writeFileSync(path(), encodeLogHeader([...STEP_LOG_COLUMNS]));
  for (const part of parts) appendFileSync(path(), bytes(part));
};

describe('the overview of a long series', () => {
  it('is what thinning the rows that count gives, and counts only while nothing is added', async () => {
    // The second engine went on from a checkpoint: 5,000 rows of the first do not count any more.
    write(made(0, 40_000, 1), made(35_000, 70_000, 2));
    await compactLog(path(), STEP_LOG_COLUMNS);
    const reader = new SeriesReader(path(), STEP_LOG_COLUMNS);
    const all = await reader.read();
    expect(all.length).toBe(70_000 * WIDTH);
    const overview = await readOverview(path());
    expect(Buffer.from(bytes(overview!)).equals(bytes(thinSeries(all, WIDTH, 0)))).toBe(true);
    expect(overview!.length).toBeLessThan(all.length);

    appendFileSync(path(), bytes(made(70_000, 70_001, 3)));
    expect(await readOverview(path())).toBeUndefined();
    expect((await reader.read()).length).toBe(70_001 * WIDTH);
    await compactLog(path(), STEP_LOG_COLUMNS);
    expect((await readOverview(path()))?.at(-11)).toBe(70_000);
  });

  it('has any part read from the Parquet file alone, as if all had been', async () => {
    write(made(0, 70_000, 1));
    await compactLog(path(), STEP_LOG_COLUMNS);
    const all = await new SeriesReader(path(), STEP_LOG_COLUMNS).read();
    for (const [from, to] of [
      [0, 10],
      [999, 2001],
      [1500, 1501],
      [69_990, 80_000],
    ] as const) {
      const part = await compactedPart(path(), from, to);
      const wanted = thinSeries(all.subarray(from * WIDTH, to * WIDTH), WIDTH, from);
      expect(Buffer.from(bytes(part!)).equals(bytes(wanted)), `${from} to ${to}`).toBe(true);
    }
  });

  it('leaves parts of a series with superseded rows to whoever reads it whole', async () => {
    write(made(0, 40_000, 1), made(35_000, 70_000, 2));
    await compactLog(path(), STEP_LOG_COLUMNS);
    expect(await compactedPart(path(), 100, 200)).toBeUndefined();
    expect(await compactedPart(path(), 0, undefined)).toBeDefined();
  });

  it('is not there for a short one', async () => {
    write(made(0, 1000, 1));
    await compactLog(path(), STEP_LOG_COLUMNS);
    expect(await readOverview(path())).toBeUndefined();
  });
});
