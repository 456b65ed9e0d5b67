import { BrowserWindow, nativeTheme } from 'electron';
import { APP_URL } from './app-origin';
import type { SettingsFile } from './settings';
import { keepPlace, lastPlace } from './window-place';

const DEFAULT_SIZE = { width: 1360, height: 880 };
/** The page's own background (`--chrome` in its tokens), so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0d0e10', light: '#f2f2f0' };
/** A page that keeps crashing is not loaded again and again. */
const RELOAD_PAUSE_MS = 10_000;

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
    ...(bounds ?? DEFAULT_SIZE),
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
    if (performance.now() - reloadedAt < RELOAD_PAUSE_MS) return;
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
