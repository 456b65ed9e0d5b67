import { ipcMain, type WebContents } from 'electron';
import type { Opened } from '@shared/contract/opened';
import type { Granted } from '@shared/contract/grants';
import { isOwnPage } from './app-origin';
import { OPENED, READY_TO_OPEN } from './port-channels';

/** What was opened, as the program knows it: files by their paths. */
export type OpenedHere = Exclude<Opened, { what: 'run-file' }> | { what: 'run-file'; path: string };

export interface OpenedDelivery {
  /** Hands it to the page; where none is ready yet, to the next one that is. */
  deliver(opened: OpenedHere): void;
}

/**
 * Brings what was opened from outside to the page that can show it.
 *
 * @param grant gives a page a run's file, whose path it does not give back
 */
export function prepareDelivery(
  grant: (contents: WebContents, path: string) => Promise<Granted>,
): OpenedDelivery {
  const send = async (contents: WebContents, opened: OpenedHere): Promise<void> => {
    const shown: Opened =
      opened.what === 'run-file' ? { what: 'run-file', granted: await grant(contents, opened.path) } : opened;
    if (!contents.isDestroyed()) contents.send(OPENED, shown);
  };
  const sendOrSay = (contents: WebContents, opened: OpenedHere): void => {
    send(contents, opened).catch((error: unknown) => {
      const sentence = error instanceof Error ? error.message : String(error);
      if (!contents.isDestroyed()) contents.send(OPENED, { what: 'problem', sentence } satisfies Opened);
    });
  };
  let ready: WebContents | undefined;
  let waiting: OpenedHere[] = [];
  ipcMain.on(READY_TO_OPEN, ({ sender, senderFrame }) => {
    if (!isOwnPage(senderFrame)) return;
    ready = sender;
    const forget = () => {
      if (ready === sender) ready = undefined;
    };
    sender.once('destroyed', forget);
    sender.once('render-process-gone', forget);
    // A page that is loaded anew says so itself when it is ready.
    sender.on('did-start-navigation', (_details, _url, isInPlace, isMainFrame) => {
      if (isMainFrame && !isInPlace) forget();
    });
    for (const opened of waiting) sendOrSay(sender, opened);
    waiting = [];
  });
  return {
    deliver: (opened) => {
      if (ready && !ready.isDestroyed()) sendOrSay(ready, opened);
      else waiting.push(opened);
    },
  };
}
