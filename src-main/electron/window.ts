import { BrowserWindow, dialog, nativeTheme } from 'electron';
import { APP_URL } from './app-origin';
import type { SettingsFile } from './settings';
import { firstSize, keepPlace, lastPlace } from './window-place';

const DEFAULT_SIZE = { width: 1360, height: 880 };
/** The page's own background (`--chrome` in its tokens), so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0d0e10', light: '#f2f2f0' };
/** A page that keeps crashing is not loaded again and again. */
const RELOAD_PAUSE_MS = 10_000;

/** Where the page has ended again at once, has the person say when to load it anew: an empty window says nothing. */
async function askToReload(window: BrowserWindow): Promise<void> {
  // Before its page was drawn for the first time it is not shown.
  if (!window.isVisible()) window.show();
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'The window’s page ended twice within seconds.',
    detail:
      'What trains goes on. Load the page again now, or later with Reload in the View menu. The reports of it are under Logs and Crash Reports in the Help menu.',
    buttons: ['Load It Again', 'Later'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0 && !window.isDestroyed()) window.webContents.reload();
}

/** Opens the window on the studio's pages. */
export function openWindow({
  preload,
  settings,
}: {
  preload: string;
  settings: SettingsFile;
}): BrowserWindow {
  const { bounds, maximized } = lastPlace(settings);
  const window = new BrowserWindow({
    ...(bounds ?? firstSize(DEFAULT_SIZE)),
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  keepPlace(window, settings);
  let reloadedAt = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    console.error(`Trainyard: the window's page ended (${reason}, code ${exitCode}).`);
    if (performance.now() - reloadedAt < RELOAD_PAUSE_MS) {
      askToReload(window).catch((error: unknown) =>
        console.error('Trainyard: nobody could be asked.', error),
      );
      return;
    }
    reloadedAt = performance.now();
    // Runs are not touched by this: the page finds them as they are.
    window.webContents.reload();
  });
  window.loadURL(APP_URL).catch((error: unknown) => {
    // Closed while it was loading, or sent elsewhere by the menu: no fault.
    if (!window.isDestroyed()) console.error('Trainyard: the window could not be loaded.', error);
  });
  return window;
}
