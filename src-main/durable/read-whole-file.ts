import { open } from 'node:fs/promises';

/** What one call of the system reads at most is less than 2 GiB, and a hash takes no more in one piece. */
const PIECE_BYTES = 64 << 20;

/**
 * Reads a file of any size; Node's own `readFile` refuses more than 2 GiB.
 *
 * @param onPiece is given each piece once it is read, to hash it, say
 * @returns as much as the file had when it was opened, or less where it was cut off meanwhile
 * @throws what the system says, with its `code`
 */
export async function readWholeFile(
  path: string,
  onPiece: (piece: Uint8Array) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, Math.min(PIECE_BYTES, size - at), at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      onPiece(bytes.subarray(at, at + bytesRead));
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
