import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { supersededRows } from '@shared/series/superseded';
import { AppendLog } from '../../../../src-main/engine/metrics/append-log';
import { compactLog } from '../../../../src-main/engine/metrics/compact-log';
import { SeriesReader } from '../../../../src-main/studio/series-reader';

const COLUMNS = ['step', 'loss', 'generation'];
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'compact-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'steps.log');
const parquet = () => join(folder, 'steps.parquet');
const write = (rows: readonly (readonly number[])[], columns = COLUMNS) => {
  const log = new AppendLog(path(), columns);
  for (const row of rows) log.add(row);
  log.close();
};
const read = async (columns = COLUMNS) => [...(await new SeriesReader(path(), columns).read())];
const bytesOf = (file: string) => {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

const FIRST = [
  [1, 0.5, 1],
  [2, 0.4, 1],
  [3, NaN, 1],
];
const RESUMED = [
  [3, -0, 2],
  [4, 0.1 + 0.2, 2],
];

describe('a log that is compacted', () => {
  it('keeps superseded rows, marked, and reads as before, to the bit', async () => {
    write([...FIRST, ...RESUMED]);
    const before = await read();
    await compactLog(path(), COLUMNS);
    expect(await read()).toEqual(before);
    expect(before).toEqual([1, 0.5, 1, 2, 0.4, 1, 3, -0, 2, 4, 0.1 + 0.2, 2]);
    const rows = await parquetReadObjects({ file: bytesOf(parquet()) });
    expect(rows.map((row) => [row['step'], row['superseded']])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [3, false],
      [4, false],
    ]);
  });

  it('goes on behind the Parquet file, and is compacted with it at the next end', async () => {
    const live = new SeriesReader(path(), COLUMNS);
    write(FIRST);
    expect(await live.read(2)).toEqual(Float64Array.of(3, NaN, 1));
    await compactLog(path(), COLUMNS);
    write(RESUMED);
    const expected = [1, 0.5, 1, 2, 0.4, 1, 3, -0, 2, 4, 0.1 + 0.2, 2];
    expect([...(await live.read())]).toEqual(expected);
    expect(await read()).toEqual(expected);
    await compactLog(path(), COLUMNS);
    await compactLog(path(), COLUMNS);
    expect([...(await live.read())]).toEqual(expected);
    expect(await read()).toEqual(expected);
    expect(await parquetReadObjects({ file: bytesOf(parquet()) })).toHaveLength(5);
  });

  it('loses no row and takes none twice when it is cut off between the two files', async () => {
    write(FIRST);
    copyFileSync(path(), join(folder, 'kept'));
    await compactLog(path(), COLUMNS);
    // The log as it was before: the Parquet file has its rows already.
    copyFileSync(join(folder, 'kept'), path());
    expect(await read()).toEqual(FIRST.flat());
    write(RESUMED);
    const expected = [1, 0.5, 1, 2, 0.4, 1, 3, -0, 2, 4, 0.1 + 0.2, 2];
    expect(await read()).toEqual(expected);
    await compactLog(path(), COLUMNS);
    expect(await read()).toEqual(expected);
  });

  it('of an earlier version has all columns of this one from then on', async () => {
    write([[1, 0.5, 1]]);
    const wanted = ['step', 'f1', 'loss', 'generation'];
    await compactLog(path(), wanted);
    write([[2, 0.9, 0.25, 1]], wanted);
    await compactLog(path(), wanted);
    expect(await read(wanted)).toEqual([1, NaN, 0.5, 1, 2, 0.9, 0.25, 1]);
  });

  it('stays as it is when the Parquet file is damaged, and the rows in the log are still read', async () => {
    write(FIRST);
    await compactLog(path(), COLUMNS);
    write(RESUMED);
    writeFileSync(parquet(), 'no Parquet');
    const log = readFileSync(path());
    await expect(compactLog(path(), COLUMNS)).rejects.toThrow('steps.parquet cannot be read');
    expect(readFileSync(path())).toEqual(log);
    const said = vi.spyOn(console, 'error').mockReturnValue();
    expect(await read()).toEqual(RESUMED.flat());
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
    rmSync(parquet());
    await expect(compactLog(path(), COLUMNS)).rejects.toThrow('goes on behind row 3');
  });

  it('tells the least and the largest loss of each thousand steps without any row being read', async () => {
    write(Array.from({ length: 2500 }, (_, row) => [row + 1, row === 1200 ? NaN : Math.sin(row), 1]));
    await compactLog(path(), COLUMNS);
    const groups = parquetMetadata(bytesOf(parquet())).row_groups;
    expect(groups).toHaveLength(3);
    for (const [at, { columns }] of groups.entries()) {
      const losses = Array.from({ length: at === 2 ? 500 : 1000 }, (_, row) => Math.sin(at * 1000 + row));
      if (at === 1) losses.splice(200, 1);
      const { min_value, max_value } = columns[1]!.meta_data!.statistics!;
      expect([min_value, max_value]).toEqual([Math.min(...losses), Math.max(...losses)]);
    }
  });

  it('writes nothing for an engine whose time is over', async () => {
    write(FIRST);
    const log = readFileSync(path());
    const over = () => {
      throw new Error('over');
    };
    await expect(compactLog(path(), COLUMNS, { check: over })).rejects.toThrow('over');
    expect(readFileSync(path())).toEqual(log);
    expect(existsSync(parquet())).toBe(false);
  });
});

it('reads the same however often it was compacted, resumed and gone back in between', async () => {
  const batch = fc.record({
    /** by how much it is behind the last step when it goes on */
    back: fc.nat(3),
    rows: fc.integer({ min: 1, max: 5 }),
    resumes: fc.boolean(),
    compacts: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 6 }), async (batches) => {
      rmSync(path(), { force: true });
      rmSync(parquet(), { force: true });
      const live = new SeriesReader(path(), COLUMNS);
      const all: number[] = [];
      let [step, generation] = [0, 1];
      for (const { back, rows, resumes, compacts } of batches) {
        step = Math.max(0, step - back);
        if (resumes) generation++;
        const added = Array.from({ length: rows }, () => [++step, all.length + step / 7, generation]);
        write(added);
        all.push(...added.flat());
        if (compacts) await compactLog(path(), COLUMNS);
        const marks = supersededRows(COLUMNS, Float64Array.from(all));
        const counting = all.filter((_, at) => marks[Math.floor(at / 3)] === 0);
        expect([...(await live.read())]).toEqual(counting);
        expect(await read()).toEqual(counting);
      }
    }),
    { numRuns: 60 },
  );
});

it('leaves out what an orphan of an older generation wrote late', async () => {
  write([
    [1, 0.5, 1],
    [2, 0.4, 2],
    [2, 0.9, 1],
    [3, 0.8, 1],
    [3, 0.3, 2],
  ]);
  const expected = [1, 0.5, 1, 2, 0.4, 2, 3, 0.3, 2];
  expect(await read()).toEqual(expected);
  await compactLog(path(), COLUMNS);
  expect(await read()).toEqual(expected);
  const rows = await parquetReadObjects({ file: bytesOf(parquet()) });
  expect(rows.map((row) => row['superseded'])).toEqual([false, false, true, true, false]);
});
