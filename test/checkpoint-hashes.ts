import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of the weights and of the optimizer state in the last checkpoint of a run's folder. */
export function lastCheckpointHashes(runFolder: string): string[] {
  const checkpoints = join(runFolder, 'checkpoints');
  const last = join(checkpoints, readdirSync(checkpoints).sort().at(-1)!);
  return ['model.safetensors', 'optimizer.safetensors'].map((file) =>
    createHash('sha256')
      .update(readFileSync(join(last, file)))
      .digest('hex'),
  );
}
