import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keepable } from '@shared/checkpoint/keep';
import {
  checkpointDocumentSchema,
  REASONS_BY_STEPS,
  type CheckpointDocument,
} from '@shared/contract/checkpoint';
import type { KeepingDocument } from '@shared/contract/keeping';
import { checkpointIdSchema, type RunSpec } from '@shared/spec/run-spec';
import { isLoss, type BestMetric, type Monitor } from '@shared/spec/stopping';
import { isSealed } from '../durable/sealed-document';
import { readKeeping } from './keeping-file';

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

/** Its document; undefined when that is missing, torn, changed, or of another version. */
export async function readDocumentOf(folder: string): Promise<CheckpointDocument | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(join(folder, 'checkpoint.json'), 'utf8'));
    return isSealed(content) ? checkpointDocumentSchema.parse(content) : undefined;
  } catch {
    return undefined;
  }
}

async function lookAt(
  runFolder: string,
  id: string,
  damaged: KeepingDocument['damaged'],
): Promise<FoundCheckpoint | undefined> {
  const folder = checkpointFolder(runFolder, id);
  const document = await readDocumentOf(folder);
  if (document === undefined) return undefined;
  return { document, folder, problem: damaged[id] ?? (await problemWith(folder, document)) };
}

/** One checkpoint, or undefined when the folder is not a finished one. */
export async function findCheckpoint(runFolder: string, id: string): Promise<FoundCheckpoint | undefined> {
  if (!checkpointIdSchema.safeParse(id).success) return undefined;
  return lookAt(runFolder, id, (await readKeeping(runFolder)).damaged);
}

const checkpointNames = async (runFolder: string): Promise<string[]> =>
  (await readdir(join(runFolder, 'checkpoints')).catch(() => [])).filter(
    (name) => checkpointIdSchema.safeParse(name).success,
  );

const oldestFirst = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

/** The finished checkpoints of a run, oldest first. */
export async function findCheckpoints(runFolder: string): Promise<FoundCheckpoint[]> {
  const names = await checkpointNames(runFolder);
  const { damaged } = await readKeeping(runFolder);
  const found = await Promise.all(names.map((name) => lookAt(runFolder, name, damaged)));
  return found
    .filter((checkpoint) => checkpoint !== undefined)
    .sort((a, b) => oldestFirst(a.document.id, b.document.id));
}

/** Ids of folders that were checkpoints, but whose document cannot be read any more; oldest first. */
export async function unreadableCheckpoints(runFolder: string): Promise<string[]> {
  const names = await checkpointNames(runFolder);
  const readable = await Promise.all(
    names.map(async (name) => (await readDocumentOf(checkpointFolder(runFolder, name))) !== undefined),
  );
  return names.filter((_, index) => !readable[index]).sort(oldestFirst);
}

/** How good it is, lower is better; null where that was not measured. */
function scoreOf({ metrics }: CheckpointDocument, by: Monitor): number | null {
  const value = metrics[by];
  return value === null || isLoss(by) ? value : -value;
}

/** What the policy of keeping needs to know of it: the best is best for early stopping too, where a run has that. */
export function asKeepable({ document, problem }: FoundCheckpoint, spec: RunSpec): Keepable {
  const { patience, monitor } = spec.earlyStopping;
  const scores = [scoreOf(document, spec.best.metric)];
  if (patience > 0) scores.push(scoreOf(document, monitor));
  const isBySteps = document.reasons.some((reason) => REASONS_BY_STEPS.includes(reason));
  return { id: document.id, scores, isSound: problem === '', isBySteps };
}

/** The usable checkpoint that is the best on validation data; of two that are equally good the earlier one. */
export function bestOf(
  checkpoints: readonly FoundCheckpoint[],
  metric: BestMetric,
): FoundCheckpoint | undefined {
  let best: FoundCheckpoint | undefined;
  for (const checkpoint of checkpoints) {
    const score = scoreOf(checkpoint.document, metric);
    const bestScore = (best && scoreOf(best.document, metric)) ?? Infinity;
    if (checkpoint.problem === '' && score !== null && score < bestScore) best = checkpoint;
  }
  return best;
}

/** The newest usable checkpoint: where a resume goes on. */
export const lastOf = (checkpoints: readonly FoundCheckpoint[]): FoundCheckpoint | undefined =>
  checkpoints.findLast(({ problem }) => problem === '');
