import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error';

export interface FoundFiles {
  paths: string[];
  /** files in folders that are not of the wanted kind */
  leftOut: number;
}

const inOrder = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

/**
 * The files that were named, and those in folders that were, with all below them. What was named itself is taken
 * whatever it is called.
 *
 * @param isWanted of the names of files in folders
 * @throws {UsageError} when there is nothing of a name
 */
export async function findFiles(
  named: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<FoundFiles> {
  const found: FoundFiles = { paths: [], leftOut: 0 };
  for (const path of named) {
    const entry = await stat(resolve(path)).catch(() => undefined);
    if (entry === undefined) throw new UsageError(`There is no file or folder ${path}.`, path);
    if (!entry.isDirectory()) {
      found.paths.push(path);
      continue;
    }
    const inside = await readdir(resolve(path), { recursive: true, withFileTypes: true });
    const files = inside.filter((one) => one.isFile() && !one.name.startsWith('.'));
    const wanted = files.filter(({ name }) => isWanted(name));
    found.leftOut += files.length - wanted.length;
    // As they were named, so that messages are short where the names were.
    const below = (one: (typeof files)[number]) =>
      join(path, one.parentPath.slice(resolve(path).length + 1), one.name);
    found.paths.push(...wanted.map(below).toSorted(inOrder));
  }
  return found;
}
