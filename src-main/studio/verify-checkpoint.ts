import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CheckpointDocument, ForeignCheckpoint } from '@shared/contract/checkpoint';
import { whyNotRead } from '../durable/read-fault';
import { errorCode } from '../faults/data-error';

type VerifiedFile = ForeignCheckpoint['files'][number] & {
  /** whether it is there and cannot be read now: nobody knows whether it is what was written */
  isUnread: boolean;
};

async function problemOf(path: string, sha256: string): Promise<Pick<VerifiedFile, 'problem' | 'isUnread'>> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { problem: 'It is missing.', isUnread: false };
    return { problem: `It cannot be read (${code ? whyNotRead(code) : String(error)}).`, isUnread: true };
  }
  const isWhole = hash.digest('hex') === sha256;
  return {
    problem: isWhole ? '' : 'Its SHA-256 does not hold: it is not what was written.',
    isUnread: false,
  };
}

/** Reads every file of a checkpoint and compares it with the hash that was written down. */
export async function verifyFiles(
  folder: string,
  { files }: Pick<CheckpointDocument, 'files'>,
): Promise<VerifiedFile[]> {
  const verified: VerifiedFile[] = [];
  // One after the other: they are large, and come from one disk.
  for (const [name, { sha256, bytes }] of Object.entries(files)) {
    verified.push({ name, bytes, ...(await problemOf(join(folder, name), sha256)) });
  }
  return verified;
}
