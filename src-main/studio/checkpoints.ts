import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkpointDocumentSchema,
  type CheckpointDocument,
  type CheckpointSummary,
} from '@shared/contract/checkpoint';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { readDocument } from './read-document';

/** A checkpoint's folder, with what its document says. `problem` is empty when its files look right. */
export interface FoundCheckpoint {
  document: CheckpointDocument;
  folder: string;
  problem: string;
}

export const checkpointFolder = (runFolder: string, id: string): string => join(runFolder, 'checkpoints', id);

/** Names and sizes are looked at here; hashes are verified by the engine that loads it. */
async function problemWith(folder: string, document: CheckpointDocument): Promise<string> {
  for (const [name, { bytes }] of Object.entries(document.files)) {
    const size = await stat(join(folder, name)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return `${name} is missing.`;
    if (size !== bytes) return `${name} has ${size} bytes where ${bytes} were written.`;
  }
  return '';
}

/** One checkpoint, or undefined when the folder is not a finished one. */
export async function findCheckpoint(runFolder: string, id: string): Promise<FoundCheckpoint | undefined> {
  if (!checkpointIdSchema.safeParse(id).success) return undefined;
  const folder = checkpointFolder(runFolder, id);
  const document = await readDocument(join(folder, 'checkpoint.json'), checkpointDocumentSchema);
  if (document === undefined) return undefined;
  return { document, folder, problem: await problemWith(folder, document) };
}

/** The finished checkpoints of a run, oldest first. */
export async function findCheckpoints(runFolder: string): Promise<FoundCheckpoint[]> {
  const names = await readdir(join(runFolder, 'checkpoints')).catch(() => []);
  const found = await Promise.all(names.map((name) => findCheckpoint(runFolder, name)));
  return found
    .filter((checkpoint) => checkpoint !== undefined)
    .sort((a, b) => a.document.id.localeCompare(b.document.id, 'en', { numeric: true }));
}

/** The usable checkpoint with the lowest validation loss. */
export function bestOf(checkpoints: readonly FoundCheckpoint[]): FoundCheckpoint | undefined {
  let best: FoundCheckpoint | undefined;
  for (const checkpoint of checkpoints) {
    const loss = checkpoint.document.metrics.valLoss;
    const bestLoss = best?.document.metrics.valLoss ?? Infinity;
    if (checkpoint.problem === '' && loss !== null && loss < bestLoss) best = checkpoint;
  }
  return best;
}

/** The newest usable checkpoint: where a resume goes on. */
export const lastOf = (checkpoints: readonly FoundCheckpoint[]): FoundCheckpoint | undefined =>
  checkpoints.findLast(({ problem }) => problem === '');

export function summarizeCheckpoints(
  checkpoints: readonly FoundCheckpoint[],
  run: { id: string; name: string; datasetName: string },
): CheckpointSummary[] {
  const best = bestOf(checkpoints);
  const last = lastOf(checkpoints);
  return checkpoints.map((checkpoint) => {
    const { id, epoch, step, reasons, metrics, savedAt, files } = checkpoint.document;
    return {
      id,
      run: run.id,
      runName: run.name,
      dataset: run.datasetName,
      epoch,
      step,
      reasons,
      metrics,
      savedAt,
      bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
      best: checkpoint === best,
      last: checkpoint === last,
      problem: checkpoint.problem,
    };
  });
}
