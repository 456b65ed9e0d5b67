import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { snappyUncompress, type Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Unpackers that never make more than the page's header says: Node's own where it has them, which are told the most. */
export const codecs: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  },
  ...(compressors.LZ4 && { LZ4: compressors.LZ4 }),
  ...(compressors.LZ4_RAW && { LZ4_RAW: compressors.LZ4_RAW }),
};
