import { app, dialog, ipcMain, type BrowserWindow } from 'electron';
import { isOwnUrl } from './app-origin';
import { givenLibrary } from './library-choice';
import { CHANGE_LIBRARY } from './port-channels';
import type { Quit } from './quit';
import type { SettingsFile } from './settings';

export interface ChangeLibraryOptions {
  settings: SettingsFile;
  quit: Quit;
  window(): BrowserWindow | undefined;
}

/**
 * Lets a page have another library chosen: the program saves what trains, ends, and starts again with that one. Answers
 * with a sentence when that cannot be, and with nothing when it is done or was cancelled.
 */
export function offerLibraryChange({ settings, quit, window }: ChangeLibraryOptions): void {
  ipcMain.handle(CHANGE_LIBRARY, async ({ senderFrame }): Promise<string> => {
    if (!senderFrame || senderFrame.parent !== null || !isOwnUrl(senderFrame.url)) return '';
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
    await quit.request();
    // Somebody may have thought better of it when asked about what trains.
    if (!quit.underWay()) return '';
    settings.write({ libraryFolder: folder });
    app.relaunch();
    return '';
  });
}
