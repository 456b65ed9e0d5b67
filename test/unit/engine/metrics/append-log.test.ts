import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendLog } from '../../../../src-main/engine/metrics/append-log';
import { SeriesReader } from '../../../../src-main/studio/series-reader';

const COLUMNS = ['step', 'loss', 'generation'];
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'steps.log');
const write = (rows: number[][]) => {
  const log = new AppendLog(path(), COLUMNS);
  for (const row of rows) log.add(row);
  log.close();
};

describe('a log of rows', () => {
  it('is read while it grows', async () => {
    const reader = new SeriesReader(path(), COLUMNS);
    expect(await reader.read()).toHaveLength(0);
    write([[1, 0.5, 1]]);
    expect([...(await reader.read())]).toEqual([1, 0.5, 1]);
    write([[2, 0.25, 1]]);
    expect([...(await reader.read(1))]).toEqual([2, 0.25, 1]);
    expect(await reader.read(2)).toHaveLength(0);
  });

  it('of an earlier version is read and goes on with the columns that it has', async () => {
    write([[1, 0.5, 1]]);
    const wanted = ['step', 'f1', 'loss', 'generation'];
    const reader = new SeriesReader(path(), wanted);
    expect([...(await reader.read())]).toEqual([1, NaN, 0.5, 1]);
    const log = new AppendLog(path(), wanted);
    log.add([2, 0.9, 0.25, 1]);
    log.close();
    expect(log.rows).toBe(2);
    expect([...(await reader.read())]).toEqual([1, NaN, 0.5, 1, 2, NaN, 0.25, 1]);
    expect([...(await new SeriesReader(path(), COLUMNS).read())]).toEqual([1, 0.5, 1, 2, 0.25, 1]);
  });

  it('loses a torn tail and nothing else', async () => {
    write([
      [1, 0.5, 1],
      [2, 0.25, 1],
    ]);
    appendFileSync(path(), new Uint8Array(11));
    expect([...(await new SeriesReader(path(), COLUMNS).read())]).toEqual([1, 0.5, 1, 2, 0.25, 1]);
    write([[3, 0.1, 2]]);
    expect([...(await new SeriesReader(path(), COLUMNS).read())]).toEqual([1, 0.5, 1, 2, 0.25, 1, 3, 0.1, 2]);
  });

  it('begins anew when even the header is torn', async () => {
    write([[1, 0.5, 1]]);
    truncateSync(path(), 100);
    write([[7, 0.5, 1]]);
    expect([...(await new SeriesReader(path(), COLUMNS).read())]).toEqual([7, 0.5, 1]);
  });

  it('leaves out what a later generation wrote again, but keeps it in the file', async () => {
    const reader = new SeriesReader(path(), COLUMNS);
    write([
      [1, 0.5, 1],
      [2, 0.4, 1],
      [3, 0.3, 1],
    ]);
    await reader.read();
    write([[2, 0.44, 2]]);
    expect([...(await reader.read())]).toEqual([1, 0.5, 1, 2, 0.44, 2]);
    expect(statSync(path()).size).toBe(1024 + 4 * 24);
  });

  it('refuses a file that is no metrics log', () => {
    new AppendLog(path(), ['time', 'other']).close();
    expect(() => new AppendLog(path(), COLUMNS)).toThrow('not a metrics log');
  });
});

it('writes nothing once the right to write is gone, not when it is closed either', () => {
  const file = path();
  let isOver = false;
  const lease = {
    check: () => {
      if (isOver) throw new Error('over');
    },
  };
  const log = new AppendLog(file, COLUMNS, lease);
  log.add(COLUMNS.map(() => 1));
  log.flush();
  const before = readFileSync(file);
  isOver = true;
  log.add(COLUMNS.map(() => 2));
  expect(() => log.flush()).toThrow('over');
  expect(() => log.close()).toThrow('over');
  expect(readFileSync(file)).toEqual(before);
  expect(() => new AppendLog(file, COLUMNS, lease)).toThrow('over');
});
