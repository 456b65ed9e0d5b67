import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CheckpointDocument, ForeignCheckpoint } from '@shared/contract/checkpoint';

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/** Reads every file of a checkpoint and compares it with the hash that was written down. */
export async function verifyFiles(
  folder: string,
  { files }: Pick<CheckpointDocument, 'files'>,
): Promise<ForeignCheckpoint['files']> {
  const verified: ForeignCheckpoint['files'] = [];
  // One after the other: they are large, and come from one disk.
  for (const [name, { sha256, bytes }] of Object.entries(files)) {
    const found = await sha256Of(join(folder, name));
    const problem =
      found === undefined
        ? 'It is missing, or cannot be read.'
        : found === sha256
          ? ''
          : 'Its SHA-256 does not hold: it is not what was written.';
    verified.push({ name, bytes, problem });
  }
  return verified;
}
