import { dialog } from 'electron';
import { libraryIn } from './change-library';
import type { SettingsFile } from './settings';

/**
 * Asks what to do about a library that cannot be opened: it lies on a drive that is not connected, say.
 *
 * @returns the folder to try next, or undefined to give up
 */
export async function askAboutAbsent(
  folder: string,
  sentence: string,
  settings: SettingsFile,
): Promise<string | undefined> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'The library cannot be opened.',
    detail: `${sentence} Nothing was changed, and no empty one is made in its place.`,
    buttons: ['Try Again', 'Use Another…', 'Quit'],
    defaultId: 0,
    cancelId: 2,
  });
  if (response === 0) return folder;
  if (response !== 1) return undefined;
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Use another library',
    properties: ['openDirectory', 'createDirectory'],
  });
  const [picked] = filePaths;
  if (picked === undefined) return askAboutAbsent(folder, sentence, settings);
  const chosen = await libraryIn(picked);
  if ('why' in chosen) return askAboutAbsent(folder, chosen.why, settings);
  settings.write({ libraryFolder: chosen.folder });
  return chosen.folder;
}
