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
import { passOver, whereRead, type OnUnread } from './where-read';

/** A checkpoint's folder, with what its document says. `problem` is empty when its files look right. */
export interface FoundCheckpoint {
  document: CheckpointDocument;
  folder: string;
  problem: string;
}

export const checkpointFolder = (runFolder: string, id: string): string => join(runFolder, 'checkpoints', id);

/** Names and sizes are looked at here; hashes are verified by the engine that loads it. */
async function problemWith(folder: string, document: CheckpointDocument, unread: OnUnread): Promise<string> {
  for (const [name, { bytes }] of Object.entries(document.files)) {
    const size = (await whereRead(join(folder, name), (path) => stat(path), unread))?.size;
    if (size === undefined) return `${name} is missing.`;
    if (size !== bytes) return `${name} has ${size} bytes where ${bytes} were written.`;
  }
  return '';
}

/** Its document; undefined when that is missing, torn, changed, or of another version. */
export async function readDocumentOf(
  folder: string,
  unread = passOver,
): Promise<CheckpointDocument | undefined> {
  const path = join(folder, 'checkpoint.json');
  const text = await whereRead(path, (its) => readFile(its, 'utf8'), unread);
  if (text === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    return isSealed(content) ? checkpointDocumentSchema.parse(content) : undefined;
  } catch {
    return undefined;
  }
}

async function lookAt(
  runFolder: string,
  id: string,
  damaged: KeepingDocument['damaged'],
  unread = passOver,
): Promise<FoundCheckpoint | undefined> {
  const folder = checkpointFolder(runFolder, id);
  const document = await readDocumentOf(folder, unread);
  if (document === undefined) return undefined;
  return { document, folder, problem: damaged[id] ?? (await problemWith(folder, document, unread)) };
}

/** One checkpoint, or undefined when the folder is not a finished one. */
export async function findCheckpoint(runFolder: string, id: string): Promise<FoundCheckpoint | undefined> {
  if (!checkpointIdSchema.safeParse(id).success) return undefined;
  return lookAt(runFolder, id, (await readKeeping(runFolder)).damaged);
}

async function checkpointNames(runFolder: string, unread = passOver): Promise<string[]> {
  const names = await whereRead(join(runFolder, 'checkpoints'), (path) => readdir(path), unread);
  return (names ?? []).filter((name) => checkpointIdSchema.safeParse(name).success);
}

const oldestFirst = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

/** The finished checkpoints of a run, oldest first. @param unread is told of what cannot be read now, and left out */
export async function findCheckpoints(runFolder: string, unread = passOver): Promise<FoundCheckpoint[]> {
  const names = await checkpointNames(runFolder, unread);
  const { damaged } = await readKeeping(runFolder);
  const found = await Promise.all(names.map((name) => lookAt(runFolder, name, damaged, unread)));
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
