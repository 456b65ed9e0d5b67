import { open } from 'node:fs/promises';
import { errorCode } from '../faults/data-error';
import { wholeJsonLines } from './json-lines';

/**
 * Reads a file of JSON lines while another process, on this machine or another one, appends to it. The file is opened
 * anew each time: a network file system tells only then how long it is now.
 */
export class FollowedLines {
  #offset = 0;

  constructor(readonly path: string) {}

  /** The whole lines that were written since the last call. What is no JSON is left out; a torn line waits for its rest. */
  async next(): Promise<unknown[]> {
    const file = await open(this.path, 'r').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) return [];
    let bytes: Buffer;
    try {
      const { size } = await file.stat();
      if (size <= this.#offset) return [];
      bytes = Buffer.alloc(size - this.#offset);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#offset);
      bytes = bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
    const { lines, size } = wholeJsonLines(bytes);
    this.#offset += size;
    return lines;
  }
}
