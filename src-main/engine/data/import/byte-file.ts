import { open } from 'node:fs/promises';
import { DataError, readingFailed } from '../data-error';
import { markOf, type FileMark } from './file-mark';

/** A file of bytes, plain or gzipped. */
export interface ByteFile extends FileMark {
  /** of the file as it is on the disk */
  fileBytes: number;
  /** told by its first bytes, not by its name */
  compressed: boolean;
}

/** @throws DataError when there is no file, or it may not be read */
export async function openByteFile(path: string): Promise<ByteFile> {
  try {
    const handle = await open(path, 'r');
    try {
      const status = await handle.stat({ bigint: true });
      if (!status.isFile()) throw new DataError(`${path} is not a file: put the data file there.`, 'path');
      const magic = new Uint8Array(2);
      const { bytesRead } = await handle.read(magic, 0, 2, 0);
      const compressed = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
      return { ...markOf(path, status), fileBytes: Number(status.size), compressed };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingFailed(error, path);
  }
}
