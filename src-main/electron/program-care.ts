import { join } from 'node:path';
import { app, crashReporter, dialog, shell, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { APP_VERSION } from '../server/app-version';
import { CrashReports } from '../studio/care/crash-reports';
import { logConsole, openLogFile, type LogFile } from '../studio/care/log-file';

/** More lines than that explain nothing more. */
const LINES = 40;

/** What the program writes down of itself: a log, and a report of each crash. All of it stays on this machine. */
export interface ProgramCare {
  readonly log: LogFile;
  /** Writes a report of what ends the program, or its window. */
  report(what: string, error: unknown): void;
  /** Shows the folder of both in the system's file manager. */
  showFolder(): void;
  /** Offers, beside the window, to open the folder when there are reports that nobody was told of. */
  tellOfCrashes(window: BrowserWindow): void;
}

/** To be called first of all, once Electron knows the application's name. */
export function careForProgram(): ProgramCare {
  const folder = join(app.getPath('userData'), 'logs');
  const log = openLogFile(join(folder, 'trainyard.log'));
  const reports = new CrashReports(join(folder, 'crashes'), APP_VERSION);
  app.setPath('crashDumps', join(folder, 'crashes'));
  // What ends a process without a word, in native code, leaves a dump beside the reports.
  crashReporter.start({ uploadToServer: false });
  logConsole(log);
  const report = (what: string, error: unknown) => reports.write(what, error, log.tail(LINES));
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit' && reason !== 'killed')
      report(`The window ended (${reason}, ${exitCode})`, '');
  });
  const showFolder = () => void shell.openPath(folder);
  return {
    log,
    report,
    showFolder,
    tellOfCrashes: (window) => {
      const untold = reports.takeUntold();
      const newest = untold.at(-1);
      if (!newest) return;
      const hasEnded = untold.some(({ what }) => what.startsWith('The program'));
      const options: MessageBoxOptions = {
        type: 'info',
        title: 'Trainyard',
        message: hasEnded
          ? 'Trainyard ended unexpectedly the last time.'
          : 'The window of Trainyard ended unexpectedly, and was opened anew.',
        detail: `${
          hasEnded
            ? 'A run that trained goes on from its last checkpoint when you say so.'
            : 'Runs were not touched by that.'
        }\n\nA report lies on this machine, without names, paths or data of yours. Nothing was sent anywhere.`,
        buttons: ['Show the Report', 'Close'],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      };
      const tell = async () => {
        const { response } = await dialog.showMessageBox(window, options);
        if (response === 0) shell.showItemInFolder(newest.path);
      };
      // Over a window that is not shown yet it would stand alone, or nowhere.
      if (window.isVisible()) void tell();
      else window.once('show', () => void tell());
    },
  };
}
