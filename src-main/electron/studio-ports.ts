import {
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import { openMessageDoor, type MessageLine } from '../server/message-door';
import type { ServedRouter } from '../server/rpc-socket';
import { isOwnUrl } from './app-origin';
import { DELIVER_PORT, REQUEST_PORT } from './port-channels';

const isOwnPage = (frame: WebFrameMain | null): frame is WebFrameMain =>
  frame !== null && frame.parent === null && isOwnUrl(frame.url);

export interface StudioPorts {
  /**
   * Gives pages ports to this studio from now on, those included that have asked and wait. Ports to the one before are
   * closed, which makes their pages ask again. With undefined there is no studio, and pages wait.
   */
  serve(router: ServedRouter | undefined): void;
}

/** Gives each of our pages that asks for it a port that speaks the contract. */
export function offerStudioPorts(): StudioPorts {
  let accept: ((line: MessageLine) => void) | undefined;
  const open = new Set<MessagePortMain>();
  const waiting = new Set<WebContents>();
  const deliver = (frame: WebFrameMain, to: (line: MessageLine) => void) => {
    const { port1: studioEnd, port2: pageEnd } = new MessageChannelMain();
    to({
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
    if (accept) deliver(senderFrame, accept);
    else waiting.add(sender);
  });
  return {
    serve: (router) => {
      for (const port of open) port.close();
      open.clear();
      accept = router && openMessageDoor(router);
      if (!accept) return;
      for (const contents of waiting) {
        if (!contents.isDestroyed() && isOwnPage(contents.mainFrame)) deliver(contents.mainFrame, accept);
      }
      waiting.clear();
    },
  };
}
