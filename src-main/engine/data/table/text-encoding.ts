import { DataError } from '../data-error';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** As few null bytes as this at every other place tell of UTF-16 without a mark at its beginning. */
const UTF16_SHARE = 0.3;

/**
 * How the text that begins with these bytes is encoded: by the mark at its beginning, else UTF-8 where it can be, else
 * Windows-1252.
 *
 * @param isWhole whether nothing follows; else a character may be cut off at the end
 * @throws DataError when it is no text
 */
export function encodingOf(head: Uint8Array, path: string, isWhole: boolean): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const nulls = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) nulls[at & 1]!++;
  const [even, odd] = nulls.map((count) => (2 * count) / Math.max(1, head.length));
  if (odd! > UTF16_SHARE && even! < odd! / 10) return 'utf-16le';
  if (even! > UTF16_SHARE && odd! < even! / 10) return 'utf-16be';
  if (nulls[0]! + nulls[1]! > 0) {
    throw new DataError(`${path} is no text: save the table as CSV or Parquet.`, 'path');
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/**
 * Decodes text as it comes.
 *
 * @throws DataError where bytes are not of that encoding
 */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
  path: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new DataError(
        `${path} has bytes that are no ${encoding.toUpperCase()} text: save it again as UTF-8.`,
        'path',
        { cause: error },
      );
    }
  };
  for await (const chunk of bytes) {
    const text = decode(chunk);
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}
