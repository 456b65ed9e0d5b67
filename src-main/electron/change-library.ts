import { dialog, ipcMain, type BrowserWindow } from 'electron';
import { prepareLibrary } from '../studio/library';
import { LibraryError } from '../studio/library-error';
import { whereLibraryIs } from '../studio/move/where-library-is';
import { isOwnPage } from './app-origin';
import { givenLibrary } from './library-choice';
import { relaunch } from './desktop-updates';
import { CHANGE_LIBRARY, START_AGAIN } from './port-channels';
import type { Quit } from './quit';
import type { SettingsFile } from './settings';

export interface ChangeLibraryOptions {
  settings: SettingsFile;
  quit: Quit;
  window(): BrowserWindow | undefined;
}

/**
 * A folder that was chosen, as a library: one that was moved from there is where it is now. An empty one is a library from
 * now on, so that on a drive it can be told from that drive's absence.
 */
export async function libraryIn(chosen: string): Promise<{ folder: string } | { why: string }> {
  try {
    const folder = await whereLibraryIs(chosen);
    await prepareLibrary(folder);
    return { folder };
  } catch (error) {
    if (error instanceof LibraryError) return { why: error.message };
    throw error;
  }
}

/** Lets a page have the program started again, when the library was copied elsewhere say. */
export function offerStartAgain(quit: Quit): void {
  ipcMain.handle(START_AGAIN, async ({ senderFrame }): Promise<void> => {
    if (!isOwnPage(senderFrame)) return;
    await quit.request();
    if (quit.underWay()) relaunch();
  });
}

/**
 * Lets a page have another library chosen: the program saves what trains, ends, and starts again with that one. Answers
 * with a sentence when that cannot be, and with nothing when it is done or was cancelled.
 */
export function offerLibraryChange({ settings, quit, window }: ChangeLibraryOptions): void {
  ipcMain.handle(CHANGE_LIBRARY, async ({ senderFrame }): Promise<string> => {
    if (!isOwnPage(senderFrame)) return '';
    const given = givenLibrary({ argv: process.argv.slice(1), env: process.env });
    if (given !== undefined) {
      return `This Trainyard was started with the library ${given}: start it without that to choose one here.`;
    }
    const options = {
      title: 'Use another library',
      properties: ['openDirectory' as const, 'createDirectory' as const],
    };
    const shown = window();
    const { filePaths } = await (shown
      ? dialog.showOpenDialog(shown, options)
      : dialog.showOpenDialog(options));
    const [folder] = filePaths;
    if (folder === undefined) return '';
    const chosen = await libraryIn(folder);
    if ('why' in chosen) return chosen.why;
    await quit.request();
    // Somebody may have thought better of it when asked about what trains.
    if (!quit.underWay()) return '';
    settings.write({ libraryFolder: chosen.folder });
    relaunch();
    return '';
  });
}
