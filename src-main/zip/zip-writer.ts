import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { syncFile } from '../durable/atomic-file';
import { directoryRecord, endOfArchive, localHeader, type WrittenEntry } from './zip-records';

const CHUNK = 1 << 20;
/** From here on sizes take 64 bits. Deflate makes what it cannot shrink longer by less than a thousandth. */
const LONG_BYTES = 4_200_000_000;

/** Weights do not shrink worth the time; text does. */
const isText = (name: string) => /\.(json|jsonl)$/.test(name);

export interface ZipWriter {
  /** Adds a file that lies on the disk, a piece at a time. @returns its size and SHA-256, as it was read */
  addFile(name: string, path: string): Promise<{ bytes: number; sha256: string }>;
  addText(name: string, text: string): Promise<void>;
  /** Writes the table of contents, and waits until all is on the disk. */
  finish(): Promise<void>;
  /** Lets go of the file, finished or not. */
  close(): Promise<void>;
}

async function writeAt(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/**
 * Writes a zip archive of any size and of any number of files, without holding more of them than a piece. What it
 * holds of a file that it has written is a line of the table of contents.
 *
 * @param path must not be there
 */
export async function writeZip(path: string): Promise<ZipWriter> {
  const file = await open(path, 'wx');
  const directory: Buffer[] = [];
  let end = 0;
  const append = async (bytes: Uint8Array) => {
    await writeAt(file, bytes, end);
    end += bytes.length;
  };
  const add = async (name: string, source: Readable, isLong: boolean) => {
    const hash = createHash('sha256');
    const entry: WrittenEntry = {
      name,
      method: isText(name) ? 8 : 0,
      crc: 0,
      packedBytes: 0,
      bytes: 0,
      offset: end,
      modifiedAt: new Date(),
    };
    await append(localHeader(entry, isLong));
    async function* measured(pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        hash.update(piece);
        entry.crc = crc32(piece, entry.crc);
        entry.bytes += piece.length;
        yield piece;
      }
    }
    const keep = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        entry.packedBytes += piece.length;
        await append(piece);
      }
    };
    if (entry.method === 8) await pipeline(source, measured, createDeflateRaw({ chunkSize: CHUNK }), keep);
    else await pipeline(source, measured, keep);
    if (!isLong && entry.bytes > LONG_BYTES) throw new Error(`${name} grew while it was read.`);
    // Only now is known what belongs there.
    await writeAt(file, localHeader(entry, isLong), entry.offset);
    directory.push(directoryRecord(entry));
    return { bytes: entry.bytes, sha256: hash.digest('hex') };
  };
  return {
    addFile: async (name, source) => {
      const { size } = await stat(source);
      return add(name, createReadStream(source, { highWaterMark: CHUNK }), size > LONG_BYTES);
    },
    addText: async (name, text) => {
      await add(name, Readable.from([Buffer.from(text)]), false);
    },
    finish: async () => {
      const offset = end;
      await append(Buffer.concat(directory));
      await append(endOfArchive({ count: directory.length, bytes: end - offset, offset }));
      await syncFile(file, path);
    },
    close: () => file.close(),
  };
}
