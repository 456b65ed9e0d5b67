import { open, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLogHeader, HEADER_BYTES, rowBytes } from '@shared/series/fixed-width-log';
import { readParquetSeries } from '../../series/parquet-series';
import type { CheckContext } from './check-context';
import { settingAside } from './set-aside';

const LINE_FEED = 10;
/** Lines are looked for from the end on, so much at a time. */
const PIECE_BYTES = 1 << 16;

const cuttingOff = (path: string, bytes: number, length: number) => ({
  words: `Its last ${bytes} bytes can be cut off: they are half of what was being written.`,
  done: `Its last ${bytes} bytes were cut off: they are half of what was being written.`,
  do: () => truncate(path, length),
});

/** Length up to the last line that is whole; the whole length where all of them are. */
export async function lengthOfWholeLines(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let end = size; end > 0;) {
      const begin = Math.max(0, end - PIECE_BYTES);
      const piece = Buffer.alloc(end - begin);
      await file.read(piece, 0, piece.length, begin);
      const at = piece.lastIndexOf(LINE_FEED);
      if (at !== -1) return begin + at + 1;
      end = begin;
    }
    return 0;
  } finally {
    await file.close();
  }
}

/** Length up to the last row that is whole; undefined where it is no log of ours. */
export async function lengthOfWholeRows(path: string): Promise<number | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = new Uint8Array(HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
    const header = bytesRead < HEADER_BYTES ? undefined : decodeLogHeader(start);
    if (header === undefined) return undefined;
    return size - ((size - HEADER_BYTES) % rowBytes(header.columns.length));
  } finally {
    await file.close();
  }
}

/** A file of lines whose last one may be torn. */
export async function checkLines(context: CheckContext, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const length = await lengthOfWholeLines(path);
  if (length === found.size) return;
  await context.mend(path, 'Its last line is torn.', cuttingOff(path, found.size - length, length));
}

async function checkLog(context: CheckContext, path: string): Promise<void> {
  const [{ size }, length] = [await stat(path), await lengthOfWholeRows(path)];
  if (length === undefined) {
    // A new log begins with its header: nothing was written behind half of one.
    const aside = settingAside(context, path, 'The run goes on with a new one.');
    await context.mend(path, 'It does not begin as a log of rows does: its rows cannot be read.', aside);
  } else if (length !== size) {
    await context.mend(path, 'Its last row is torn.', cuttingOff(path, size - length, length));
  }
}

async function checkParquet(context: CheckContext, path: string): Promise<void> {
  try {
    await readParquetSeries(path, ['step', 'generation']);
  } catch {
    const mend =
      'It is left as it is: its charts miss these rows; what the run has learnt is in its checkpoints.';
    context.tell(path, 'It is damaged, and its rows cannot be read.', mend);
  }
}

/** What was recorded of a run that nobody trains just now. */
export async function checkLogs(context: CheckContext, runFolder: string): Promise<void> {
  await checkLines(context, join(runFolder, 'events.jsonl'));
  const folder = join(runFolder, 'metrics');
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (name.startsWith('.')) continue;
    if (name.endsWith('.log')) await checkLog(context, path);
    else if (name.endsWith('.jsonl')) await checkLines(context, path);
    else if (name.endsWith('.parquet')) await checkParquet(context, path);
  }
}
