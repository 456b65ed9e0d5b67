import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { ExportFormat } from '@shared/export/formats';
import { misleadingTarget } from '@shared/export/target';
import { Refusal } from './refusal';

/** People type paths as they do in a shell. */
const typedPath = (path: string): string => path.trim().replace(/^~(?=$|[/\\])/, homedir());

/** A folder with nothing in it is as good as none. */
async function isTaken(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return (
    found !== undefined && !(found.isDirectory() && (await readdir(path).catch(() => [''])).length === 0)
  );
}

/**
 * Where an export is to be written, as it was typed.
 *
 * @throws Refusal where that cannot be, or, by the field `replace`, where something is there already
 */
export async function checkedTarget(typed: string, format: ExportFormat, replace: boolean): Promise<string> {
  const path = typedPath(typed);
  if (!isAbsolute(path)) {
    throw Refusal.of('to', `${path} is no absolute path: say where the files are to lie.`);
  }
  const misleading = misleadingTarget(format, path);
  if (misleading) throw Refusal.of('to', misleading);
  if (!replace && (await isTaken(path))) {
    throw Refusal.of('replace', `${path} is there already: nothing was written.`);
  }
  return path;
}
