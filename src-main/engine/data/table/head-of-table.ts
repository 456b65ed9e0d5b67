import { DataError } from '../data-error';
import type { Cell } from './cell';
import { ColumnProfile, distinctLimit } from './column-profile';
import type { TableSource } from './table-source';

/** Rows by which types and roles are found out. */
const HEAD_ROWS = 10_000;
/** Cells at most, so that a look at a wide table is quick as well. */
const HEAD_CELLS = 2_000_000;

export interface TableHead {
  rows: (readonly Cell[])[];
  /** of the rows with the right number of columns */
  profiles: ColumnProfile[];
  /** whether these are all rows */
  isWhole: boolean;
  /** of the file, from 0 to 1: how much these rows are of it */
  share: number;
}

/** Reads the first rows of a table. @throws DataError when they cannot be read, or there are none */
export async function readHead(source: TableSource, signal?: AbortSignal): Promise<TableHead> {
  const { names, rules, path } = source;
  const most = Math.max(50, Math.min(HEAD_ROWS, Math.floor(HEAD_CELLS / names.length)));
  const limit = distinctLimit(names.length);
  const profiles = names.map((name) => new ColumnProfile(name, rules, limit));
  const rows: (readonly Cell[])[] = [];
  let isWhole = true;
  let share = 1;
  for await (const block of source.blocks(signal)) {
    const room = most - rows.length;
    if (room === 0) {
      isWhole = false;
      break;
    }
    const taken = block.rows.slice(0, room);
    rows.push(...taken);
    share = (block.share * taken.length) / Math.max(1, block.rows.length);
    if (taken.length === block.rows.length) continue;
    isWhole = false;
    break;
  }
  for (const row of rows) {
    if (row.length !== names.length) continue;
    for (const [index, profile] of profiles.entries()) profile.add(row[index]!);
  }
  if (rows.length === 0) throw new DataError(`${path} has no rows: nothing is there to import.`, 'path');
  return { rows, profiles, isWhole, share };
}
