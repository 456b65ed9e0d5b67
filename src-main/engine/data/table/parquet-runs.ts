/** Parquet's levels and places in a dictionary are runs; a run may claim any number of values. */

/** A page that is not what its headers say. The message is for the log. */
export class DamagedPage extends Error {
  override readonly name = 'DamagedPage';
}

/** Bit-packed runs are padded, by no more than this. */
const MOST_PADDING = 4096;

/**
 * Walks through runs (the RLE and bit-packing hybrid of the Parquet format) without unpacking them, and checks that none
 * claims more values than there can be. The library that unpacks them believes what they claim.
 *
 * @param count of values that are expected at most
 * @param isWhole whether there must be as many: what unpacks them would go on in the bytes behind
 * @returns where the last run ends
 * @throws DamagedPage
 */
export function checkRuns(
  bytes: Uint8Array,
  {
    from,
    to,
    bitWidth,
    count,
    isWhole = false,
  }: { from: number; to: number; bitWidth: number; count: number; isWhole?: boolean },
): number {
  if (bitWidth > 32) throw new DamagedPage('a bit width of more than 32');
  let at = from;
  let seen = 0;
  while (seen < count && at < to) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 28) throw new DamagedPage('a run without an end');
      const byte = bytes[at++]!;
      header += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) break;
    }
    const isPacked = header % 2 === 1;
    const length = isPacked ? Math.floor(header / 2) * 8 : Math.floor(header / 2);
    const most = count - seen + (isPacked ? MOST_PADDING : 0);
    if (length > most || header >= 2 ** 31)
      throw new DamagedPage(`a run of ${length} values where ${most} are left`);
    at += isPacked ? (length * bitWidth) / 8 : Math.ceil(bitWidth / 8);
    seen += length;
  }
  if (isWhole && seen < count) throw new DamagedPage(`runs of ${seen} values instead of ${count}`);
  return at;
}

/**
 * Checks the beginning of a DELTA_BINARY_PACKED block.
 *
 * @throws DamagedPage
 */
export function checkDelta(bytes: Uint8Array, from: number): void {
  let at = from;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new DamagedPage('a delta header without an end');
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  };
  const blockSize = number();
  const miniblocks = number();
  const isFit = blockSize >= 8 && blockSize <= 1 << 20 && miniblocks >= 1 && miniblocks <= blockSize / 8;
  if (!isFit) throw new DamagedPage(`delta blocks of ${blockSize} values in ${miniblocks} parts`);
}
