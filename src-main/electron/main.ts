import { join } from 'node:path';
import { app, BrowserWindow, dialog, shell } from 'electron';
import { keepPoolAwake } from '../durable/pool-heartbeat';
import { APP_VERSION } from '../server/app-version';
import { cacheFolder } from '../server/cache-folder';
import { LibraryError } from '../studio/library-error';
import { whereLibraryIs } from '../studio/move/where-library-is';
import { RUN_FILE_ENDING } from '@shared/open/run-file';
import { SPEC_FILE_ENDING } from '@shared/open/spec-file';
import type { ServedRouter } from '../server/rpc-socket';
import { APP_USER_MODEL_ID } from './app-id';
import { SCHEME } from './app-origin';
import { prepareDelivery } from './deliver-opened';
import { askAboutAbsent } from './absent-library';
import { offerLibraryChange, offerStartAgain } from './change-library';
import { chooseLibrary, givenLibrary } from './library-choice';
import { openDesktopLibrary, type DesktopLibrary } from './desktop-library';
import { desktopMachine } from './desktop-machine';
import { DesktopPlaces } from './desktop-places';
import { desktopMachines } from './desktop-machines';
import { desktopRuntimes } from './desktop-runtimes';
import { desktopUpdates } from './desktop-updates';
import { prepareNews } from './desktop-news';
import { showMenu } from './menu';
import { confinePages } from './navigation';
import { registerScheme, serveRenderer } from './protocol';
import { openableArguments, openedBy } from './opened-arguments';
import { careForProgram } from './program-care';
import { prepareQuit } from './quit';
import { startAfterwards, startedSchema, tellOfOtherLibrary, type Started } from './started-again';
import { openSettings, type SettingsFile } from './settings';
import { offerStudioPorts } from './studio-ports';
import { showTray, type ProgressTray } from './tray';
import { spawnUtilityEngine } from './utility-engine';
import { openWindow } from './window';

keepPoolAwake();
app.setName('Trainyard');
if (process.platform === 'win32') app.setAppUserModelId(APP_USER_MODEL_ID);
const care = careForProgram();

// Electron's own answer to it, a dialog, would leave a broken program standing.
process.on('uncaughtException', (error) => {
  care.report('The program ended because of a fault', error);
  console.error('Trainyard ended because of a fault.', error);
  app.exit(1);
});
process.on('unhandledRejection', (error) => console.error('Trainyard: something failed unseen.', error));

registerScheme();

/** Tells why the program cannot start, in a box and on stderr, and ends. */
function giveUp(title: string, sentence: string): void {
  console.error(sentence);
  dialog.showErrorBox(title, sentence);
  app.exit(1);
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
  onStudio: (router: ServedRouter | undefined) => void,
): Promise<DesktopLibrary | undefined> {
  const [argv, env] = [process.argv.slice(1), process.env];
  const { libraryFolder: chosen } = settings.read();
  const isGiven = givenLibrary({ argv, env }) !== undefined;
  let folder: string | undefined = chooseLibrary({ argv, env, chosen, userData: app.getPath('userData') });
  while (folder !== undefined) {
    try {
      const libraryFolder = await whereLibraryIs(folder);
      if (!isGiven && libraryFolder !== folder) settings.write({ libraryFolder });
      return await openDesktopLibrary({
        studio: {
          libraryFolder,
          spawnEngine: spawnUtilityEngine,
          shell: 'desktop',
          appVersion: APP_VERSION,
          cacheFolder: cacheFolder(),
          showFolder: (path) => shell.showItemInFolder(path),
          machine: desktopMachine(),
          machines: desktopMachines(),
          logTail: care.log.tail,
          crashes: care.crashes,
          runtimes: desktopRuntimes(),
          updates: desktopUpdates(),
        },
        // One that somebody chose was there then.
        folder: !isGiven && settings.read().libraryFolder !== undefined ? 'there' : 'made',
        onStudio,
        onTrouble: (sentence, tryAgain) => void tellTrouble(sentence, tryAgain),
      });
    } catch (error) {
      if (!(error instanceof LibraryError)) throw error;
      if (isGiven) giveUp('The library cannot be opened', error.message);
      folder = isGiven ? undefined : await askAboutAbsent(folder, error.message, settings);
    }
  }
  app.exit(1);
  return undefined;
}

/** Asks for a spec or a run in the system's own dialog. */
async function chooseOpened(window: BrowserWindow): Promise<string | undefined> {
  const ofOurs = [SPEC_FILE_ENDING, RUN_FILE_ENDING].map((ending) => ending.slice(1));
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a spec or a run',
    properties: ['openFile'],
    filters: [{ name: 'Specs and runs of Trainyard', extensions: ofOurs }],
  });
  return filePaths[0];
}

/** Links and files that came before the program could show them. */
const early: { argument: string; folder: string }[] = [];
let open = (argument: string, folder: string): void => void early.push({ argument, folder });
/** Somebody started the program a second time, perhaps while this one is still starting. */
let startedAgain = ({ argv, folder }: Started): void => {
  for (const argument of openableArguments(argv)) open(argument, folder);
};
app.on('second-instance', (_event, _argv, _folder, started) => {
  const parsed = startedSchema.safeParse(started);
  if (parsed.success) startedAgain(parsed.data);
});
// macOS tells of them by events, the first ones before it is ready; others by arguments.
app.on('open-file', (event, path) => {
  event.preventDefault();
  open(path, '/');
});
app.on('open-url', (event, url) => {
  event.preventDefault();
  open(url, '/');
});

async function start(): Promise<void> {
  const settings = openSettings();
  const places = new DesktopPlaces();
  places.offerDrops();
  const ports = offerStudioPorts((contents) => places.of(contents));
  const opening = prepareDelivery((contents, path) => places.grantOpened(contents, 'run-file', path));
  let window: BrowserWindow | undefined;
  let tray: ProgressTray | undefined;
  const news = prepareNews({
    window: () => window,
    tray: () => tray,
    openPage: (route) => showPage(route),
  });
  const library = await joinDesktopLibrary(settings, (router) => {
    ports.serve(router);
    news.follow(router);
  });
  if (!library) return;
  serveRenderer(join(__dirname, '../renderer'));
  confinePages();

  /** closed by its own wish: what trains goes on in the background */
  let isLeaving = false;
  const goOnInBackground = () => {
    tray ??= showTray({ open: () => void showWindow(), quit: () => void quit.request() });
    news.refresh();
    if (!window) return;
    isLeaving = true;
    window.close();
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
    const shown = openWindow({ preload: join(__dirname, '../preload/preload.cjs'), settings });
    window = shown;
    shown.on('focus', () => news.refresh());
    shown.once('show', () => news.refresh());
    shown.on('close', (event) => {
      // On macOS the application, and its runs, outlive the window.
      if (process.platform === 'darwin' || isLeaving || quit.underWay()) return;
      event.preventDefault();
      void quit.request();
    });
    shown.once('closed', () => {
      window = undefined;
      isLeaving = false;
    });
    return shown;
  };
  const showPage = (route: string) => {
    showWindow();
    opening.deliver({ what: 'page', route });
  };
  open = (argument, folder) => {
    showWindow();
    void openedBy(argument, folder).then((its) => opening.deliver(its));
  };
  offerStartAgain(quit);
  offerLibraryChange({ settings, quit, window: () => window });
  showMenu({
    showPage,
    showPalette: () => {
      showWindow();
      opening.deliver({ what: 'overlay', overlay: 'palette' });
    },
    showShortcuts: () => {
      showWindow();
      opening.deliver({ what: 'overlay', overlay: 'shortcuts' });
    },
    showLogs: care.showFolder,
    openFile: () => void chooseOpened(showWindow()).then((path) => path && open(path, '/')),
  });
  startedAgain = ({ argv, folder }) => {
    const opened = openableArguments(argv);
    if (quit.isLeaving()) return startAfterwards(opened, folder);
    showWindow();
    void tellOfOtherLibrary({ argv, folder }, library.folder, (sentence) =>
      opening.deliver({ what: 'problem', sentence }),
    );
    for (const argument of opened) open(argument, folder);
  };
  app.on('activate', showWindow);
  // Without a listener Electron would quit, on macOS too.
  app.on('window-all-closed', () => {});
  care.tellOfCrashes(showWindow());
  for (const argument of openableArguments(process.argv.slice(1))) open(argument, process.cwd());
  for (const { argument, folder } of early.splice(0)) open(argument, folder);
}

// While developing, this would hand links to Electron itself.
if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME);

const started: Started = { argv: process.argv.slice(1), folder: process.cwd() };
if (app.requestSingleInstanceLock(started)) {
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      care.report('The program could not start', error);
      const why = error instanceof Error ? error.message : String(error);
      console.error('Trainyard cannot start.', error);
      giveUp('Trainyard cannot start', `${why}. More is written in ${care.log.path}.`);
    });
} else app.quit();
