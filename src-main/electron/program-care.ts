import { join } from 'node:path';
import { app, crashReporter, dialog, shell, type BrowserWindow } from 'electron';
import { APP_VERSION } from '../server/app-version';
import { CrashReports } from '../studio/care/crash-reports';
import { crashWords, ENDED, type KeptCrashes } from '../studio/care/crash-words';
import { logConsole, openLogFile, type LogFile } from '../studio/care/log-file';
import { isEngine } from './utility-engine';

/** More lines than that explain nothing more. */
const LINES = 40;

/** What the program writes down of itself: a log, and a report of each crash. All of it stays on this machine. */
export interface ProgramCare {
  readonly log: LogFile;
  /** Writes a report of what ends the program, or its window. */
  report(what: string, error: unknown): void;
  /** What the studio tells of them, and removes with all else. */
  readonly crashes: KeptCrashes;
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
      report(`${ENDED.window} ended (${reason}, ${exitCode})`, '');
  });
  // Other ends than these are somebody's wish, or are told in words by the job that ended with them.
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'crashed') return;
    report(`${isEngine(name) ? ENDED.engine : `The process ${type}`} ended (${reason}, ${exitCode})`, '');
  });
  const showFolder = () => void shell.openPath(folder);
  return {
    log,
    report,
    crashes: reports,
    showFolder,
    tellOfCrashes: (window) => {
      reports.reportDumps(log.tail(LINES));
      const words = crashWords(reports.takeUntold());
      if (!words) return;
      const tell = async () => {
        const { response } = await dialog.showMessageBox(window, {
          type: 'info',
          title: 'Trainyard',
          message: words.message,
          detail: words.detail,
          buttons: ['Show the Report', 'Close'],
          defaultId: 1,
          cancelId: 1,
          noLink: true,
        });
        if (response === 0) shell.showItemInFolder(words.path);
      };
      // Over a window that is not shown yet it would stand alone, or nowhere.
      if (window.isVisible()) void tell();
      else window.once('show', () => void tell());
    },
  };
}
