import { join } from 'node:path';
import { app, BrowserWindow, dialog, shell, type Tray } from 'electron';
import { APP_VERSION } from '../server/app-version';
import { LibraryError } from '../studio/library-error';
import { APP_URL } from './app-origin';
import { chooseLibrary } from './library-choice';
import { openDesktopLibrary, type DesktopLibrary } from './desktop-library';
import { desktopMachine } from './desktop-machine';
import { showMenu } from './menu';
import { confinePages } from './navigation';
import { registerScheme, serveRenderer } from './protocol';
import { prepareQuit } from './quit';
import { openSettings, type SettingsFile } from './settings';
import { offerStudioPorts, type StudioPorts } from './studio-ports';
import { showTray } from './tray';
import { spawnUtilityEngine } from './utility-engine';
import { openWindow } from './window';

// Electron's own answer to it, a dialog, would leave a broken program standing.
process.on('uncaughtException', (error) => {
  console.error('Trainyard ended because of a fault.', error);
  app.exit(1);
});
process.on('unhandledRejection', (error) => console.error('Trainyard: something failed unseen.', error));

app.setName('Trainyard');
registerScheme();

/** Tells why the program cannot start, in a box and on stderr, and ends. */
function giveUp(title: string, sentence: string): void {
  console.error(sentence);
  dialog.showErrorBox(title, sentence);
  app.exit(1);
}

async function pickPath(what: 'file' | 'folder'): Promise<string | undefined> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const options = {
    title: 'Import data',
    properties: [what === 'folder' ? ('openDirectory' as const) : ('openFile' as const)],
  };
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0];
}

/** Tells, beside the window, why the library that another Trainyard had cannot be opened after it. */
async function tellTrouble(sentence: string, tryAgain: () => void): Promise<void> {
  console.error(sentence);
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'The Trainyard that had this library open was closed, and this one cannot open it yet.',
    detail: `${sentence} It is tried again every few seconds.`,
    buttons: ['Try again', 'Wait'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) tryAgain();
}

async function joinDesktopLibrary(
  settings: SettingsFile,
  ports: StudioPorts,
): Promise<DesktopLibrary | undefined> {
  const libraryFolder = chooseLibrary({
    argv: process.argv.slice(1),
    env: process.env,
    chosen: settings.read().libraryFolder,
    userData: app.getPath('userData'),
  });
  try {
    return await openDesktopLibrary({
      studio: {
        libraryFolder,
        spawnEngine: spawnUtilityEngine,
        shell: 'desktop',
        appVersion: APP_VERSION,
        pickPath,
        showFolder: (path) => shell.showItemInFolder(path),
        machine: desktopMachine(),
      },
      onStudio: ports.serve,
      onTrouble: (sentence, tryAgain) => void tellTrouble(sentence, tryAgain),
    });
  } catch (error) {
    if (!(error instanceof LibraryError)) throw error;
    giveUp('The library cannot be opened', error.message);
  }
  return undefined;
}

async function start(): Promise<void> {
  const settings = openSettings();
  const library = await joinDesktopLibrary(settings, offerStudioPorts());
  if (!library) return;
  serveRenderer(join(__dirname, '../renderer'));
  confinePages();

  let window: BrowserWindow | undefined;
  let tray: Tray | undefined;
  /** closed by its own wish: what trains goes on in the background */
  let isLeaving = false;
  const goOnInBackground = () => {
    tray ??= showTray({ open: () => void showWindow(), quit: () => void quit.request() });
    isLeaving = true;
    window?.close();
  };
  const quit = prepareQuit({ library, window: () => window, goOnInBackground });
  const showWindow = (): BrowserWindow => {
    tray?.destroy();
    tray = undefined;
    if (window) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return window;
    }
    const opened = openWindow({ preload: join(__dirname, '../preload/preload.cjs'), settings });
    window = opened;
    opened.on('close', (event) => {
      // On macOS the application, and its runs, outlive the window.
      if (process.platform === 'darwin' || isLeaving || quit.underWay()) return;
      event.preventDefault();
      void quit.request();
    });
    opened.once('closed', () => {
      window = undefined;
      isLeaving = false;
    });
    return opened;
  };
  const showPage = (route: string) => void showWindow().loadURL(`${APP_URL}#${route}`);
  showMenu({ newRun: () => showPage('/new'), showData: () => showPage('/data') });
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  // Without a listener Electron would quit, on macOS too.
  app.on('window-all-closed', () => {});
  showWindow();
}

if (app.requestSingleInstanceLock()) {
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      console.error('Trainyard cannot start.', error);
      app.exit(1);
    });
} else app.quit();
