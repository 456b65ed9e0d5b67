import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import type { Library } from './library';

/** What was brought in and is part of no draft yet is left for so long. */
const GRACE_MS = 24 * 60 * 60_000;
const BROUGHT = /^([0-9a-f]{64})\.(?:safetensors|json)$|\.tmp$/;

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

async function runsWithWeights(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const documents: string[] = [];
  for (const name of names) {
    // A run that began with such a file has a copy of its own.
    const hasOwn = await stat(join(folder, name, OWN_WEIGHTS)).then(
      () => true,
      () => false,
    );
    if (hasOwn) documents.push(await textOf(join(folder, name, 'run.json')));
  }
  return documents;
}

/**
 * Clears weights away that were brought in from elsewhere and that nothing refers to any more: no draft, no run, and none in
 * the bin, which could be repeated. Files are searched as text, so that one that cannot be read refers too.
 *
 * @returns ids of those that are gone
 */
export async function clearUnusedWeights(
  library: Pick<Library, 'folder' | 'drafts' | 'runs' | 'bin'>,
  now = Date.now(),
): Promise<string[]> {
  const folder = join(library.folder, 'weights');
  const old: { name: string; id: string | undefined }[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const known = BROUGHT.exec(name);
    const found = known && (await stat(join(folder, name)).catch(() => undefined));
    if (known && found && now - found.mtimeMs > GRACE_MS) old.push({ name, id: known[1] });
  }
  if (old.length === 0) return [];
  const drafts = await readdir(library.drafts).catch(() => []);
  const referring = [
    ...(await Promise.all(drafts.map((name) => textOf(join(library.drafts, name))))),
    ...(await runsWithWeights(library.runs)),
    ...(await runsWithWeights(library.bin)),
  ];
  const gone = old.filter(({ id }) => id === undefined || !referring.some((text) => text.includes(id)));
  for (const { name } of gone) await rm(join(folder, name), { force: true });
  return [...new Set(gone.flatMap(({ id }) => id ?? []))];
}
