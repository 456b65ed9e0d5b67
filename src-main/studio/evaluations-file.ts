import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { evaluationSchema, type Evaluation } from '@shared/contract/evaluation';
import { renameSynced, writeFileAtomically } from '../durable/atomic-file';
import { errorCode, readingFailed } from '../faults/data-error';

const NAME = 'evaluations.json';
const SET_ASIDE = `${NAME}.unreadable`;

/** `evaluations.json`. Each entry is read by itself, so that one that is damaged, or newer, hides no other. */
export const evaluationsDocumentSchema = z.object({
  version: z.literal(1),
  evaluations: z.array(z.unknown()),
});

const namedSchema = z.object({ id: evaluationSchema.shape.id });

/** A run's list of evaluations, as it is found. */
export interface FoundEvaluations {
  /** as they stand in the file, with those that cannot be read */
  entries: unknown[];
  /** of these, those that can be read */
  evaluations: Evaluation[];
  /** ids of all entries; undefined where one does not tell its own, or there is a list that cannot be read as a whole */
  ids: ReadonlySet<string> | undefined;
}

export const evaluationsPath = (runFolder: string): string => join(runFolder, NAME);

/** Entries by what can be made of them. */
export function sortedEntries(entries: unknown[]): FoundEvaluations {
  const evaluations: Evaluation[] = [];
  const ids: string[] = [];
  for (const entry of entries) {
    const parsed = evaluationSchema.safeParse(entry);
    if (parsed.success) evaluations.push(parsed.data);
    const named = namedSchema.safeParse(entry);
    if (named.success) ids.push(named.data.id);
  }
  return { entries, evaluations, ids: ids.length === entries.length ? new Set(ids) : undefined };
}

/** Names of lists that were set aside: what they name stays. */
export const setAsideLists = async (runFolder: string): Promise<string[]> =>
  (await readdir(runFolder).catch(() => [])).filter((name) => name.startsWith(SET_ASIDE));

/** @throws Error where the file is there and the system does not let it be read */
async function readList(runFolder: string): Promise<unknown[] | 'missing' | 'unreadable'> {
  const path = evaluationsPath(runFolder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    throw readingFailed(error, path);
  }
  try {
    const parsed = evaluationsDocumentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.evaluations : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Empty where there is no list, or none that can be read. */
export async function readEvaluations(runFolder: string): Promise<FoundEvaluations> {
  const found = await readList(runFolder).catch(() => 'unreadable' as const);
  if (found === 'unreadable') return { entries: [], evaluations: [], ids: undefined };
  const sorted = sortedEntries(found === 'missing' ? [] : found);
  return (await setAsideLists(runFolder)).length > 0 ? { ...sorted, ids: undefined } : sorted;
}

/** @returns the name that the list has now */
async function setAside(runFolder: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    const name = tries === 1 ? SET_ASIDE : `${SET_ASIDE}.${tries}`;
    const place = join(runFolder, name);
    if (await stat(place).catch(() => undefined)) continue;
    await renameSynced(evaluationsPath(runFolder), place);
    return name;
  }
}

/**
 * Adds an evaluation behind all others, those that cannot be read among them. A file that is no list is set aside first.
 *
 * @returns the name that such a file has now; undefined where there was none
 * @throws Error where the list is there and the system does not let it be read
 */
export async function addEvaluation(runFolder: string, evaluation: Evaluation): Promise<string | undefined> {
  const found = await readList(runFolder);
  const aside = found === 'unreadable' ? await setAside(runFolder) : undefined;
  const evaluations = [...(Array.isArray(found) ? found : []), evaluation];
  await writeFileAtomically(evaluationsPath(runFolder), JSON.stringify({ version: 1, evaluations }));
  return aside;
}
