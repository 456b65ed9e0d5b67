/**
 * A log of rows of float64 numbers, all of one width: a header line in JSON, padded to `HEADER_BYTES`,
 * then the rows, little-endian. A reader needs no end mark: what is behind the last whole row was torn off
 * by a crash and is ignored; the next writer cuts it off.
 */
export const HEADER_BYTES = 1024;

export interface LogHeader {
  columns: readonly string[];
  /** rows of the series that stand before this log, in the Parquet file beside it */
  after: number;
}

export const rowBytes = (columns: number): number => columns * Float64Array.BYTES_PER_ELEMENT;

/** The first `HEADER_BYTES` bytes of a log. */
export function encodeLogHeader(columns: readonly string[], after = 0): Uint8Array {
  const text = JSON.stringify({ version: 1, columns, after });
  return new TextEncoder().encode(text.padEnd(HEADER_BYTES - 1) + '\n');
}

/**
 * Rows of one version's columns as those of another: a column that was not written then is NaN, one that is not asked
 * for any more is left out.
 */
export function withColumns(
  rows: Float64Array<ArrayBuffer>,
  stored: readonly string[],
  wanted: readonly string[],
): Float64Array<ArrayBuffer> {
  if (stored.join() === wanted.join()) return rows;
  const places = wanted.map((column) => stored.indexOf(column));
  const count = rows.length / stored.length;
  const out = new Float64Array(count * wanted.length);
  for (let row = 0; row < count; row++) {
    for (const [at, place] of places.entries()) {
      out[row * wanted.length + at] = place === -1 ? NaN : rows[row * stored.length + place]!;
    }
  }
  return out;
}

/** What a log's header says, or undefined when it is no log of ours. */
export function decodeLogHeader(bytes: Uint8Array): LogHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, HEADER_BYTES)));
    if (typeof header !== 'object' || header === null) return undefined;
    const {
      version,
      columns,
      after = 0,
    } = header as { version?: unknown; columns?: unknown; after?: unknown };
    const isNamed = Array.isArray(columns) && columns.every((column) => typeof column === 'string');
    if (version !== 1 || !isNamed || typeof after !== 'number') return undefined;
    return { columns: columns as string[], after };
  } catch {
    return undefined;
  }
}
