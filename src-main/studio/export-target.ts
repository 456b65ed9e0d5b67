import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { ExportFormat } from '@shared/export/formats';
import { misleadingTarget, PREPARATION_FILE, targetKind } from '@shared/export/target';
import { Refusal } from './refusal';

/** People type paths as they do in a shell. */
const typedPath = (path: string): string => path.trim().replace(/^~(?=$|[/\\])/, homedir());

/**
 * Makes sure that nothing is in the way, or only what may be replaced when somebody says so. A folder with nothing in it is
 * as good as none.
 *
 * @throws Refusal, by the field `replace` where that would do
 */
async function mustBeFree(path: string, format: ExportFormat, replace: boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    const names = await readdir(path).catch(() => undefined);
    if (names?.length === 0) return;
    if (targetKind(format, path) !== 'folder') {
      throw Refusal.of('to', `${path} is a folder, where a file is to be written: choose another name.`);
    }
    if (!names?.includes(PREPARATION_FILE)) {
      throw Refusal.of(
        'to',
        `${path} is a folder, but no export: it is not replaced. Choose another name, or a folder within it.`,
      );
    }
  }
  if (!replace) throw Refusal.of('replace', `${path} is there already: nothing was written.`);
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
  await mustBeFree(path, format, replace);
  return path;
}
