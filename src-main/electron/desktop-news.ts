import type { BrowserWindow } from 'electron';
import type { RunSummary } from '@shared/contract/run';
import type { ServedRouter } from '../server/rpc-socket';
import { progressWords, shareDone } from './desktop-progress';
import { followRuns } from './follow-runs';
import { tellEnding } from './tell-ending';
import type { ProgressTray } from './tray';

export interface DesktopNewsOptions {
  window(): BrowserWindow | undefined;
  tray(): ProgressTray | undefined;
  openPage(route: string): void;
}

/** What the desktop shows of runs outside of the window's pages: taskbar or dock, tray, notifications. */
export interface DesktopNews {
  /** Shows the runs of this studio from now on. */
  follow(router: ServedRouter | undefined): void;
  /** Brings the taskbar and the tray up to date, as when one of them has just come. */
  refresh(): void;
}

/** Whether the person looks at this page just now. */
const isLookedAt = (window: BrowserWindow | undefined, page: string): boolean =>
  window !== undefined &&
  window.isFocused() &&
  window.isVisible() &&
  window.webContents.getURL().includes(`#${page}`);

export function prepareNews({ window, tray, openPage }: DesktopNewsOptions): DesktopNews {
  let ending = new AbortController();
  let training: RunSummary | undefined;
  let isBad = false;
  const refresh = () => {
    const share = shareDone(training);
    const opened = window();
    // Where something went wrong, the bar stays red until the person has seen the window.
    if (share !== undefined) opened?.setProgressBar(Math.max(share, 0.01));
    else if (isBad && opened && !opened.isFocused()) opened.setProgressBar(1, { mode: 'error' });
    else opened?.setProgressBar(-1);
    tray()?.show(training ? progressWords(training) : 'Trainyard: nothing trains', share);
  };
  return {
    refresh: () => {
      if (window()?.isFocused()) isBad = false;
      refresh();
    },
    follow: (router) => {
      ending.abort();
      ending = new AbortController();
      training = undefined;
      refresh();
      if (!router) return;
      const { signal } = ending;
      const onProgress = (run: RunSummary | undefined) => {
        training = run;
        refresh();
      };
      const onEnding: Parameters<typeof followRuns>[1]['onEnding'] = (its) => {
        isBad ||= its.isBad && window()?.isFocused() !== true;
        refresh();
        if (!isLookedAt(window(), its.page)) tellEnding(its, openPage);
      };
      followRuns(router, { onProgress, onEnding }, signal).catch((error: unknown) => {
        if (!signal.aborted) console.error('Trainyard: its runs are not followed any more.', error);
      });
    },
  };
}
