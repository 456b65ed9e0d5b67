import { join } from 'node:path';
import { app, BrowserWindow, crashReporter, dialog, shell } from 'electron';
import { APP_VERSION } from '../server/app-version';
import { CrashReports } from '../studio/care/crash-reports';
import { logConsole, openLogFile, type LogFile } from '../studio/care/log-file';
import type { SettingsFile } from './settings';

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
  tellOfCrashes(settings: SettingsFile): void;
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
    tellOfCrashes: (settings) => {
      const count = reports.since(settings.read().crashesToldAt ?? 0);
      if (count === 0) return;
      settings.write({ crashesToldAt: Date.now() });
      const options = {
        type: 'info' as const,
        message: 'Trainyard ended unexpectedly, and starts anew.',
        detail:
          'Runs that trained go on from their last checkpoint. A report lies on this machine, without names, paths or data of yours; nothing was sent anywhere.',
        buttons: ['Open the Folder', 'Close'],
        defaultId: 1,
        cancelId: 1,
      };
      const window = BrowserWindow.getAllWindows()[0];
      const asked = window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options);
      void asked.then(({ response }) => response === 0 && showFolder());
    },
  };
}
