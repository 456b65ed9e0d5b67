import {
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import { openMessageDoor } from '../server/message-door';
import { windowRouter } from '../server/places/window-router';
import type { WindowPlaces } from '../server/places/window-places';
import type { ServedRouter } from '../server/rpc-socket';
import { isOwnPage } from './app-origin';
import { DELIVER_PORT, REQUEST_PORT } from './port-channels';

export interface StudioPorts {
  /**
   * Gives pages ports to this studio from now on, those included that have asked and wait. Ports to the one before are
   * closed, which makes their pages ask again. With undefined there is no studio, and pages wait.
   */
  serve(router: ServedRouter | undefined): void;
}

/**
 * Gives each of our pages that asks for it a port that speaks the contract.
 *
 * @param placesOf what the person at a window points at
 */
export function offerStudioPorts(placesOf: (contents: WebContents) => WindowPlaces): StudioPorts {
  let studio: ServedRouter | undefined;
  const open = new Set<MessagePortMain>();
  const waiting = new Set<WebContents>();
  const deliver = (contents: WebContents, frame: WebFrameMain, router: ServedRouter) => {
    const { port1: studioEnd, port2: pageEnd } = new MessageChannelMain();
    openMessageDoor(windowRouter(router, placesOf(contents)))({
      send: (message) => studioEnd.postMessage(message),
      onMessage: (listener) => studioEnd.on('message', ({ data }) => listener(data)),
      onClose: (listener) => studioEnd.once('close', listener),
    });
    open.add(studioEnd);
    studioEnd.once('close', () => open.delete(studioEnd));
    studioEnd.start();
    frame.postMessage(DELIVER_PORT, null, [pageEnd]);
  };
  ipcMain.on(REQUEST_PORT, ({ sender, senderFrame }) => {
    if (!isOwnPage(senderFrame)) return;
    if (studio) deliver(sender, senderFrame, studio);
    else waiting.add(sender);
  });
  return {
    serve: (router) => {
      for (const port of open) port.close();
      open.clear();
      studio = router;
      if (!router) return;
      for (const contents of waiting) {
        if (!contents.isDestroyed() && isOwnPage(contents.mainFrame))
          deliver(contents, contents.mainFrame, router);
      }
      waiting.clear();
    },
  };
}
