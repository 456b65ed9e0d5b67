import { createHash } from 'node:crypto';
import { open, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { crashPoint } from '../../durable/crash-point';

/** A file as it was when it was copied: by its size and time it is known whether it was changed since. */
export interface FileStamp {
  size: number;
  /** nanoseconds since 1970, in digits: more than a number holds */
  mtime: string;
}

/** What was written could not be read back as it was: the disk, or the way to it, is at fault. */
export class CopyDiffers extends Error {
  override name = 'CopyDiffers';
}

const PIECE_BYTES = 1 << 20;

async function* piecesOf(file: FileHandle, buffer: Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function hashOf(path: string, buffer: Uint8Array): Promise<string> {
  const [file, hash] = [await open(path, 'r'), createHash('sha256')];
  try {
    for await (const piece of piecesOf(file, buffer)) hash.update(piece);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

export async function stampOf(path: string): Promise<FileStamp> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return { size: Number(size), mtime: String(mtimeNs) };
}

export const isSameStamp = (one: FileStamp, other: FileStamp): boolean =>
  one.size === other.size && one.mtime === other.mtime;

/**
 * Copies a file, waits until it is on the disk, reads it back and compares the SHA-256 of both. Only then it stands
 * under its name.
 *
 * @param onBytes told of how many bytes were copied since it was told last
 * @returns how the source was, or undefined where it changed meanwhile: then there is no copy
 * @throws CopyDiffers
 */
export async function copyVerified(
  source: string,
  target: string,
  { onBytes, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<FileStamp | undefined> {
  const stamp = await stampOf(source);
  const passing = `${target}.${process.pid}.tmp`;
  const buffer = new Uint8Array(PIECE_BYTES);
  try {
    const [from, hash] = [await open(source, 'r'), createHash('sha256')];
    try {
      const to = await open(passing, 'w');
      try {
        for await (const piece of piecesOf(from, buffer)) {
          signal?.throwIfAborted();
          hash.update(piece);
          await to.writeFile(piece);
          onBytes?.(piece.length);
        }
        await to.sync();
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
    const { atime, mtime } = await stat(source);
    if (!isSameStamp(stamp, await stampOf(source))) {
      await rm(passing, { force: true });
      return undefined;
    }
    if ((await hashOf(passing, buffer)) !== hash.digest('hex')) {
      throw new CopyDiffers(`${target} reads otherwise than it was written: check that disk.`);
    }
    await utimes(passing, atime, mtime);
    crashPoint('before rename', passing);
    await rename(passing, target);
    return stamp;
  } catch (error) {
    await rm(passing, { force: true }).catch(() => {});
    throw error;
  }
}
