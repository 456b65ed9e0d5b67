import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { syncFile } from '../../durable/atomic-file';

const CHUNK = 1 << 20;

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

/** Writes a zip archive of less than 4 GB, without ever holding more than a piece of it. @param path must not be there */
export async function writeZip(path: string): Promise<ZipWriter> {
  const file = await open(path, 'wx');
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const drain = async () => {
    const pieces = ready;
    ready = [];
    for (const piece of pieces) await file.writeFile(piece);
  };
  const begin = (name: string) => {
    const entry = isText(name) ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    zip.add(entry);
    return entry;
  };
  return {
    addFile: async (name, source) => {
      const [entry, hash] = [begin(name), createHash('sha256')];
      let bytes = 0;
      const pieces: AsyncIterable<Uint8Array> = createReadStream(source, { highWaterMark: CHUNK });
      for await (const piece of pieces) {
        bytes += piece.length;
        hash.update(piece);
        // It keeps what it is given for a while: a copy, since the stream uses its own again.
        entry.push(Uint8Array.from(piece));
        await drain();
      }
      entry.push(new Uint8Array(0), true);
      await drain();
      return { bytes, sha256: hash.digest('hex') };
    },
    addText: async (name, text) => {
      begin(name).push(new TextEncoder().encode(text), true);
      await drain();
    },
    finish: async () => {
      zip.end();
      await drain();
      await syncFile(file, path);
    },
    close: () => file.close(),
  };
}
