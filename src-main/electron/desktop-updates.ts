import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { app, shell } from 'electron';
import { packageKindSchema, type PackageKind } from '@shared/contract/update';
import { updatePlace, updateSources } from '../server/update-place';
import type { UpdatePlace } from '../studio/update/update-place';

/** The file that an AppImage was started from: what runs lies in a copy of it that is mounted elsewhere. */
const appImage = (): string | undefined => process.env['APPIMAGE'] || undefined;

function packageKind(): PackageKind | undefined {
  if (process.platform === 'win32') return 'nsis';
  if (process.platform === 'darwin') return 'dmg';
  if (appImage() !== undefined) return 'appimage';
  try {
    // Written when the package was made: its own manager knows nothing of a folder that was copied somewhere.
    const kind = readFileSync(join(process.resourcesPath, 'package-type'), 'utf8').trim();
    return packageKindSchema.parse(kind);
  } catch {
    return undefined;
  }
}

/** Puts a new AppImage in the place of the one that runs, whole or not at all. */
async function replaceAppImage(file: string, target: string): Promise<'replaced'> {
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await copyFile(file, aside);
    await chmod(aside, 0o755);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  return 'replaced';
}

async function install(file: string, kind: PackageKind | undefined): Promise<'replaced' | 'handed-over'> {
  const target = appImage();
  if (kind === 'appimage' && target !== undefined) return replaceAppImage(file, target);
  if (kind === 'nsis') {
    // It waits until this one has ended, and starts the new one.
    spawn(file, ['--updated', '--force-run'], { detached: true, stdio: 'ignore' }).unref();
    app.quit();
    return 'handed-over';
  }
  const why = await shell.openPath(file);
  if (why !== '') throw new Error(why);
  return 'handed-over';
}

/** A packaged app knows its sources from the archive that it runs from; one that is run from its sources has none. */
export function desktopUpdates(): UpdatePlace {
  const data = app.getPath('userData');
  if (!app.isPackaged) return updatePlace(data);
  const kind = packageKind();
  return {
    folder: join(data, 'updates'),
    isPackaged: true,
    ...updateSources(join(app.getAppPath(), 'update-sources.json')),
    kind,
    ...(kind !== undefined && { install: (file: string) => install(file, kind) }),
  };
}

/**
 * Has the program start again when it has ended: an AppImage from its file, which may be a newer one by now.
 *
 * @param args others than it was started with now
 */
export function relaunch(args = process.argv.slice(1)): void {
  const execPath = appImage();
  app.relaunch({ args, ...(execPath === undefined ? {} : { execPath }) });
}
