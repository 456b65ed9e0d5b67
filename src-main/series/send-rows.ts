import type { SentRows } from '@shared/series/sent-rows';

/** What a live run adds between two looks; a whole series is more. */
const MOST_AS_TEXT = 512 * 1024;

/** Rows as they travel: few as text, many as they are. */
export const sendRows = (rows: Float64Array<ArrayBuffer>): SentRows =>
  rows.byteLength > MOST_AS_TEXT
    ? new Blob([rows])
    : Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength).toString('base64');
