import { ipcMain, type WebContents } from 'electron';
import type { Opened } from '@shared/contract/opened';
import { isOwnUrl } from './app-origin';
import { OPENED, READY_TO_OPEN } from './port-channels';

export interface OpenedDelivery {
  /** Hands it to the page; where none is ready yet, to the next one that is. */
  deliver(opened: Opened): void;
}

/** Brings what was opened from outside to the page that can show it. */
export function prepareDelivery(): OpenedDelivery {
  let ready: WebContents | undefined;
  let waiting: Opened[] = [];
  ipcMain.on(READY_TO_OPEN, ({ sender, senderFrame }) => {
    if (!senderFrame || senderFrame.parent !== null || !isOwnUrl(senderFrame.url)) return;
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
    for (const opened of waiting) sender.send(OPENED, opened);
    waiting = [];
  });
  return {
    deliver: (opened) => {
      if (ready && !ready.isDestroyed()) ready.send(OPENED, opened);
      else waiting.push(opened);
    },
  };
}
